"""What a spreadsheet runs instead of showing it, kept a text by an apostrophe, and read without it. Pure."""

import re

_VISIBLE, _BREAKS = "=+-@＝＋－＠", "\t\r\n"
FORMULA_SIGNS = (*_VISIBLE, *_BREAKS)
"""A spreadsheet may run a text that begins with one of these; an apostrophe before it keeps it a text."""
_FORMULA = f"(?='*[{re.escape(_VISIBLE)}{_BREAKS}])"
_FORMULA_WITHIN = f"(?='*[{re.escape(_VISIBLE)}])"
_ENDS_CELL = f"([;{_BREAKS}])"
"""Where a spreadsheet begins another cell whose separator is a semicolon, as in Portugal, and the file's a comma."""
_AT_START, _GUARD_AT_START = re.compile(rf"\A{_FORMULA}"), re.compile(rf"\A'{_FORMULA}")
_WITHIN, _GUARD_WITHIN = re.compile(_ENDS_CELL + _FORMULA_WITHIN), re.compile(f"{_ENDS_CELL}'{_FORMULA_WITHIN}")


def guarded(text: str) -> str:
    """The text, with an apostrophe wherever a spreadsheet might begin to run it.

    Also where apostrophes stand before such a sign already, so that `unguarded` gives back the same text.
    """
    return _AT_START.sub("'", _WITHIN.sub(r"\1'", text))


def unguarded(text: str) -> str:
    """The text that `guarded` wrote."""
    return _GUARD_WITHIN.sub(r"\1", _GUARD_AT_START.sub("", text))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run it: it begins with one of the signs, and nothing guards it."""
    return text.startswith(FORMULA_SIGNS)
