"""Text as people see it: without signs that nobody sees, and in plain letters. Pure; a service's domain may import it.

Pasting from a telephone's contacts, a chat or a page brings such signs along: marks around a telephone number that say
how its direction turns (Unicode Standard Annex 9), spaces of no width, a byte order mark. Some write text on a page in
another order than it is stored, so that one name looks like another.
"""

import re
import unicodedata

_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""What Unicode calls default ignorable, but for variation selectors, which emojis and Japanese names need."""
_JOINERS = "\u200c\u200d"
_JOINED = frozenset(("Lo", "Mn", "Mc", "So", "Sk"))
"""Letters without capitals, their marks, and emojis: Persian, Hindi and a picture of a nurse need joiners."""
_BREAKS = re.compile("[ ]*[\t\n\v\f\r\x85\u2028\u2029]+[ ]*")
"""What ends a line or moves on in it: pasted from a letter, a table or a page."""
_PAGE_BREAKS = re.compile("\r\n|[\v\f\r\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""Signs that steer terminals and printers; line breaks and tabs are none of these."""
CONTROL_CHARACTER = "This holds a control character, which nobody sees: type the text again."
_KEPT = re.compile("([\u00a8\u00af\u00b4\u00b8\u02d8-\u02dd\u2017\u2026]+)")
"""Signs that would fall apart into a space and an accent, or into dots: ``´`` stands for an apostrophe in names."""


def plain(text: str) -> str:
    """Letters and digits however wide or ornate: ``０９１`` is ``091`` and ``Ａｎａ`` is ``Ana`` (Unicode's NFKC)."""
    if text.isascii():
        return text
    parts = _KEPT.split(text)
    return "".join(part if at % 2 else unicodedata.normalize("NFKC", part) for at, part in enumerate(parts))


def seen(text: str) -> str:
    """The text without signs that nobody sees; a joiner stays where its script or an emoji needs it."""
    return text if text.isascii() or not _HIDDEN.search(text) else _HIDDEN.sub(_joiner_or_nothing, text)


def one_line(text: str) -> str:
    """The text on one line: a line break or a tab is a space, as a browser's field of one line takes it.

    Raises ValueError for control characters; its sentence says what to do.
    """
    return _BREAKS.sub(" ", without_controls(text)).strip()


def lines(text: str) -> str:
    """The text with its lines, all ended alike. Raises ValueError as `one_line`."""
    return _PAGE_BREAKS.sub("\n", without_controls(text))


def without_controls(text: str) -> str:
    """The text itself. Raises ValueError when it holds a control character."""
    if _CONTROL.search(text):
        raise ValueError(CONTROL_CHARACTER)
    return text


def has_hidden(text: str) -> bool:
    """Whether there may be something to leave out."""
    return not text.isascii() and _HIDDEN.search(text) is not None


def _joiner_or_nothing(found: re.Match[str]) -> str:
    sign, text, place = found.group(), found.string, found.start()
    if sign in _JOINERS and 0 < place < len(text) - 1:
        around = {unicodedata.category(text[place - 1]), unicodedata.category(text[place + 1])}
        return sign if around <= _JOINED else ""
    return ""
