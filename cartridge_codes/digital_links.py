"""GS1 Digital Links: a label's fields as a web address, of any resolver (GS1 Digital Link Standard: URI Syntax 1.4)."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from cartridge_codes import faults
from cartridge_codes.faults import ScanRefused

_QUALIFIERS = ("22", "10", "21")
"""What may follow the product number in the path, in this order."""
_COMPRESSED = re.compile(r"[A-Za-z0-9_-]{8,}")


def pairs_of_link(link: str) -> list[tuple[str, str]]:
    """Application identifiers and values of a link with a product number; not yet checked. Raises ScanRefused.

    What stands before the product number in the path is the resolver's own, and so are query parameters that are not
    numbers.
    """
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError as error:
        raise ScanRefused(faults.WEB_LINK, host="an address that cannot be read") from error
    steps = parts.path.split("/")[1:]
    pairs = _path_pairs(steps)
    if pairs is None:
        if steps and _COMPRESSED.fullmatch(steps[-1]) and not re.search(r"[?#]", link):
            raise ScanRefused(faults.COMPRESSED_LINK)
        raise ScanRefused(faults.WEB_LINK, host=host or "nowhere")
    return [*pairs, *_query_pairs(parts)]


def _path_pairs(steps: list[str]) -> list[tuple[str, str]] | None:
    """The product number and what qualifies it: the path's end. None when the path does not end in them."""
    for first in range(len(steps) - 2, -1, -1):
        if steps[first] != "01":
            continue
        rest = steps[first:]
        if len(rest) % 2:
            if len(rest) > 2 and _COMPRESSED.fullmatch(rest[-1]):
                raise ScanRefused(faults.COMPRESSED_LINK)
            return None
        pairs = [(rest[at], unquote(rest[at + 1])) for at in range(0, len(rest), 2)]
        _require_order([ai for ai, _ in pairs[1:]])
        return pairs
    return None


def _require_order(qualifiers: list[str]) -> None:
    last = -1
    for ai in qualifiers:
        place = _QUALIFIERS.index(ai) if ai in _QUALIFIERS else -1
        if place <= last:
            raise ScanRefused(faults.LINK_ORDER, ai=ai)
        last = place


def _query_pairs(parts: SplitResult) -> Iterator[tuple[str, str]]:
    for name, value in parse_qsl(parts.query.replace(";", "&"), keep_blank_values=True):
        if name.isascii() and name.isdigit():
            yield name, value
