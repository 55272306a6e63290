"""GS1 Digital Links: a label's fields as a web address, of any resolver (GS1 Digital Link Standard: URI Syntax 1.4)."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from cartridge_codes import faults
from cartridge_codes.faults import ScanRefused

_QUALIFIERS = (("22", "10", "21"), ("235",))
"""What may follow the product number in the path, in this order: some of the one, or the other."""
_IN_PATH_ONLY = frozenset({"01", "22", "10", "21", "235"})
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
        if _is_compressed(steps) and not re.search(r"[?#]", link):
            raise ScanRefused(faults.COMPRESSED_LINK)
        raise ScanRefused(faults.WEB_LINK, host=host or "nowhere")
    in_path = {ai for ai, _ in pairs}
    query = list(_query_pairs(parts))
    for ai, _ in query:
        if ai in _IN_PATH_ONLY - in_path:
            raise ScanRefused(faults.LINK_PLACE, ai=ai)
    return [*pairs, *query]


def _path_pairs(steps: list[str]) -> list[tuple[str, str]] | None:
    """The product number and what qualifies it: the path's end, in pairs. None when it does not end in them."""
    for first in range(len(steps) - 2, -1, -2):
        if steps[first] == "01":
            pairs = [(steps[at], unquote(steps[at + 1])) for at in range(first, len(steps), 2)]
            _require_order([ai for ai, _ in pairs[1:]])
            return pairs
    return None


def _is_compressed(steps: list[str]) -> bool:
    """Whether the path ends in a compressed link, or in one that is compressed behind the product number."""
    if not steps or re.fullmatch(r"[0-9]{2,4}", "".join(steps[-2:-1])):
        return False
    return _COMPRESSED.fullmatch(steps[-1]) is not None


def _require_order(qualifiers: list[str]) -> None:
    order = next((each for each in _QUALIFIERS if qualifiers and qualifiers[0] in each), _QUALIFIERS[0])
    last = -1
    for ai in qualifiers:
        place = order.index(ai) if ai in order else -1
        if place <= last:
            raise ScanRefused(faults.LINK_ORDER, ai=ai)
        last = place


def _query_pairs(parts: SplitResult) -> Iterator[tuple[str, str]]:
    for name, value in parse_qsl(parts.query.replace(";", "&"), keep_blank_values=True):
        if name.isascii() and name.isdigit():
            yield name, value
