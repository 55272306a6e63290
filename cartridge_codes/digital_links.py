"""GS1 Digital Links: a label's fields as a web address, of any resolver (GS1 Digital Link Standard: URI Syntax 1.4)."""

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from cartridge_codes import faults
from cartridge_codes.faults import ScanRefused, shown

_QUALIFIERS = (("22", "10", "21"), ("235",))
"""What may follow the product number in the path, in this order: some of the one, or the other."""
_IN_PATH_ONLY = frozenset({"01", "22", "10", "21", "235"})
_WORDS = frozenset({"gtin", "itip", "sscc", "gln", "cpv", "lot", "ser"})
"""Field names that versions before 1.2 allowed in the place of numbers."""
_HOST = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")
"""A host and a port, and no user before them: `hostname` of the standard's grammar."""
_WITHOUT_SCHEME = re.compile(r"[^?#]*/01/[0-9]{8,14}(?:[/?#]|$)")
_WORDS_BEHIND = frozenset({"exp", "expdt", "lot", "ser"})
"""Such names behind the question mark."""
_KEYS = frozenset(
    {"00", "253", "255", "401", "402", "414", "417", "8003", "8004", "8006", "8010", "8013", "8017", "8018"}
)
"""What a path may name in the place of a product (01)."""
_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
"""RFC 3986, 2.1: behind a percent sign stand two hexadecimal digits."""
_COMPRESSED = re.compile(r"(?=[^A-Za-z]*[A-Za-z])(?=[^A-Z0-9]*[A-Z0-9])[A-Za-z0-9_-]{10,}")
"""Of a product number alone it has ten characters; a word of small letters is none."""


def pairs_of_link(link: str) -> list[tuple[str, str]]:
    """Application identifiers and values of a link with a product number; not yet checked. Raises ScanRefused.

    What stands before the product number in the path is the resolver's own, and so are query parameters that are not
    numbers. A slash may end the path (GS1 Digital Link, the pattern of its links).
    """
    try:
        parts = urlsplit(link)
    except ValueError as error:
        raise ScanRefused(faults.NO_HOST, text=shown(link)) from error
    if "@" in parts.netloc:
        raise ScanRefused(faults.LINK_USER)
    if not _HOST.fullmatch(parts.netloc) or _BROKEN_PERCENT.search(link):
        raise ScanRefused(faults.NO_HOST, text=shown(link))
    steps = [unquote(each) for each in parts.path.split("/")[1:]]
    pairs = _path_pairs(steps)
    if pairs is None and steps[-1:] == [""]:
        pairs = _path_pairs(steps[:-1])
    if pairs is None:
        raise _without_product(steps, parts.netloc, bare=not re.search(r"[?#]", link))
    if any(ai == "01" and re.fullmatch(r"[0-9]{14}", product) for ai, product in pairwise(steps[: -2 * len(pairs)])):
        raise ScanRefused(faults.LINK_TWICE, ai="01")
    in_path = {ai for ai, _ in pairs}
    query = list(_query_pairs(parts))
    for ai, _ in query:
        if ai in _IN_PATH_ONLY - in_path - (set() if "01" in in_path else {"01", "10"}):
            raise ScanRefused(faults.LINK_PLACE, ai=ai)
    _require_once([*pairs, *query])
    _refuse_words(parts, {ai for ai, _ in query})
    return [*pairs, *query]


def _without_product(steps: list[str], host: str, *, bare: bool) -> ScanRefused:
    """Why a link has no product number where GS1 wants it; ``bare`` has nothing behind its path."""
    for word in steps[:-1]:
        if word.lower() in _WORDS:
            return ScanRefused(faults.LINK_WORDS, word=f"/{word}/")
    if bare and _is_compressed(steps):
        return ScanRefused(faults.COMPRESSED_LINK)
    for at, (ai, product) in enumerate(pairwise(steps)):
        if ai == "01" and re.fullmatch(r"\d{14}", product):
            return ScanRefused(faults.LINK_PATH, text=shown("/" + "/".join(steps[at + 2 :])))
    return ScanRefused(faults.WEB_LINK, host=host)


def looks_like_link(text: str) -> bool:
    """Whether a web address begins elsewhere than with its scheme, and has a product number in its path."""
    return _WITHOUT_SCHEME.match(text) is not None


def _refuse_words(parts: SplitResult, numbers: set[str]) -> None:
    """Raises ScanRefused where the expiry date stands under a word."""
    for name, _ in parse_qsl(parts.query.replace(";", "&"), keep_blank_values=True):
        if name.lower() in _WORDS_BEHIND and not numbers & {"17", "7003"}:
            raise ScanRefused(faults.LINK_WORDS, word=f"{name}=")


def _require_once(pairs: list[tuple[str, str]]) -> None:
    seen = set[str]()
    for ai, _ in pairs:
        if ai in seen:
            raise ScanRefused(faults.LINK_TWICE, ai=ai)
        seen.add(ai)


def _path_pairs(steps: list[str]) -> list[tuple[str, str]] | None:
    """The product number and what qualifies it: the path's end, in pairs. None when it does not end in them."""
    for first in range(len(steps) - 2, -1, -2):
        if steps[first] == "01":
            pairs = [(steps[at], steps[at + 1]) for at in range(first, len(steps), 2)]
            if any(not name for name, _ in pairs):
                return None
            for name, _ in pairs:
                if name.lower() in _WORDS:
                    raise ScanRefused(faults.LINK_WORDS, word=f"/{name}/")
            _require_order([ai for ai, _ in pairs[1:]])
            return pairs
        if steps[first] in _KEYS and re.match("[0-9]{4}", steps[first + 1]):
            return [(steps[at], steps[at + 1]) for at in range(first, len(steps), 2)]
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
