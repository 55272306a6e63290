"""A symbol to try a scanner with: what arrives when it is scanned says which setting is wrong.

It has digits, letters and punctuation that move on the keyboards of other countries, and a field of variable
length in the middle, which needs FNC1 behind it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cartridge_codes.wrapping import SEPARATOR, with_separators

_BEFORE = "01095060001343521749123110aQwZy-/_"
_BEHIND = "21Mm;:1"
EXPECTED = f"{_BEFORE}{SEPARATOR}{_BEHIND}"
"""What a scanner sends that is set up as it should be, behind the symbol's identifier."""
PRINTED = "(01)09506000134352(17)491231(10)aQwZy-/_(21)Mm;:1"
IDENTIFIER = "]d2"
"""Of the symbol that is shown: a GS1 DataMatrix."""
_ENDINGS = "\r\n\t"
_KEYBOARDS = {
    "German": str.maketrans("yYzZ-/_;:]", "zZyYß-?öÖ+"),
    "French": str.maketrans("aAqQzZwWmM;:-/_1234567890]", "qQaAwWzZ,?mM)!°&é\"'(-è_çà$"),
    "Spanish": str.maketrans("-/_;:]", "'-?ñÑ+"),
    "Portuguese": str.maketrans("-/_;:]", "'-?çÇ´"),
}
"""What arrives when the scanner types as on a US keyboard and the computer has another."""


@dataclass(frozen=True)
class Finding:
    """One setting that is wrong, or that could be better."""

    setting: str
    """For programs."""
    sentence: str
    """What arrived, and what to set."""
    works: bool
    """Labels are read all the same."""


def findings_of(received: str) -> list[Finding]:
    """What the symbol says about a scanner's settings, from what arrived; nothing: all is as it should be."""
    text = received.strip(_ENDINGS)
    if not text:
        return [Finding("nothing", "Nothing arrived: click into the field, and scan the symbol again.", works=False)]
    found = list(_about_ending(received))
    data = with_separators(text.removeprefix(IDENTIFIER))
    if data == EXPECTED:
        return [*found, *_about_identifier(text)]
    return [*found, _what_is_wrong(text, data)]


def _about_ending(received: str) -> Iterator[Finding]:
    if not received.endswith(tuple(_ENDINGS)):
        yield Finding(
            "line_end",
            "No line end came behind the scan. Labels are read, but each has to be confirmed by hand: set the suffix to"
            " Enter.",
            works=True,
        )


def _about_identifier(text: str) -> Iterator[Finding]:
    if not text.startswith(IDENTIFIER):
        yield Finding(
            "identifier",
            f"The symbol's identifier did not come. Labels are read, but a retail barcode is not told apart: set the"
            f" scanner to send AIM identifiers ({IDENTIFIER} here).",
            works=True,
        )


def _what_is_wrong(text: str, data: str) -> Finding:
    if (keyboard := _keyboard_of(data)) or (keyboard := _keyboard_of(text[len(IDENTIFIER) :])):
        sentence = f"It arrived as on a {keyboard} keyboard: set the scanner's keyboard to the computer's country."
        return Finding("keyboard", sentence, works=False)
    if data.swapcase() == EXPECTED or text.swapcase() == IDENTIFIER + EXPECTED:
        return Finding("caps_lock", "Capital and small letters are swapped: turn Caps Lock off.", works=False)
    if data.upper().removeprefix(IDENTIFIER.upper()) == EXPECTED.upper():
        sentence = "All letters came as capitals or all as small ones: turn the scanner's case conversion off."
        return Finding("case_conversion", sentence, works=False)
    if data == _BEFORE + _BEHIND:
        sentence = "FNC1 between two fields did not come: set the scanner to send it as GS (ASCII 29)."
        return Finding("separator_missing", sentence, works=False)
    if data.startswith(_BEFORE) and data.endswith(_BEHIND):
        sent = data[len(_BEFORE) : -len(_BEHIND)]
        sentence = f"FNC1 came as {sent!a}: set the scanner to send it as GS (ASCII 29)."
        return Finding("separator_other", sentence, works=False)
    if EXPECTED in data:
        before, _, behind = data.partition(EXPECTED)
        sentence = f"The scanner adds {before!a} before and {behind!a} behind each scan: remove its prefix and suffix."
        return Finding("added", sentence, works=False)
    if EXPECTED.startswith(data):
        sentence = f"Only the first {len(data)} of {len(EXPECTED)} characters came: raise the scanner's longest length."
        return Finding("cut", sentence, works=False)
    return Finding("other_symbol", f"Something else arrived: {_from_difference(data)} Scan the symbol again.", False)


def _keyboard_of(data: str) -> str | None:
    for name, keys in _KEYBOARDS.items():
        if data in (EXPECTED.translate(keys), EXPECTED.replace(SEPARATOR, "").translate(keys)):
            return name
    return None


def _from_difference(data: str) -> str:
    at = next((at for at, (one, other) in enumerate(zip(data, EXPECTED, strict=False)) if one != other), len(data))
    return f"it differs from character {at + 1} on, {data[at : at + 10]!a}."
