"""Names that patients may set themselves are written into messages, so nothing in one leads anywhere."""

import re
import unicodedata

from chassis.plain_text import plain

LONGEST = 60
"""Characters of a given name or a family name. Policy."""
_MOST_DIGITS = 2
"""Enough for ``3rd``, too few for a telephone number or a short code."""
_BESIDES_LETTERS = frozenset(" -'’‘`´.,·・()")
_LIKE_AN_ADDRESS = re.compile(r"[^\W\d_]\.[^\W\d_]{2}|[^\W\d_]{2}\.[^\W\d_]|www\b", re.IGNORECASE)
"""A dot inside a word, as in ``evil.example`` or ``t.co``. The dots of ``J.R.`` and ``Jr.`` are none of these."""


def plain_name(written: str) -> str:
    """The name in plain letters, when it can be nothing else. Raises ValueError, whose sentence says what to do."""
    written = plain(written).strip()
    if len(written) > LONGEST:
        raise ValueError(f"Give the name in at most {LONGEST} characters.")
    if _LIKE_AN_ADDRESS.search(written):
        raise ValueError("This looks like an address on the internet: give the name alone, with a space after a dot.")
    if sum(each.isdigit() for each in written) > _MOST_DIGITS:
        raise ValueError("This looks like a number to call: give the name alone.")
    if not any(unicodedata.category(each)[0] == "L" for each in written) or not all(map(_belongs, written)):
        raise ValueError("Give the name with letters, spaces, hyphens, apostrophes and dots, on one line.")
    return written


def _belongs(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM" or sign.isdecimal() or sign in _BESIDES_LETTERS
