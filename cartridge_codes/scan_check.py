"""A symbol to try a scanner with: what arrives when it is scanned says which setting is wrong.

It has digits, letters and punctuation that move on the keyboards of other countries, and a field of variable
length in the middle, which needs FNC1 behind it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cartridge_codes.faults import Part
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
    """What arrived, and what to set; its `{braces}` name `values`."""
    works: bool
    """Labels are read all the same."""
    values: Mapping[str, Any] = field(default_factory=dict)


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
            "The symbol's identifier did not come. Labels are read, but a retail barcode is not told apart: set the"
            " scanner to send AIM identifiers ({identifier} here).",
            works=True,
            values={"identifier": IDENTIFIER},
        )


def _what_is_wrong(text: str, data: str) -> Finding:
    if (keyboard := _keyboard_of(data)) or (keyboard := _keyboard_of(text[len(IDENTIFIER) :])):
        sentence = "It arrived as on a {keyboard} keyboard: set the scanner's keyboard to the computer's country."
        return Finding("keyboard", sentence, works=False, values={"keyboard": Part(keyboard)})
    if data.swapcase() == EXPECTED or text.swapcase() == IDENTIFIER + EXPECTED:
        return Finding("caps_lock", "Capital and small letters are swapped: turn Caps Lock off.", works=False)
    if data.upper().removeprefix(IDENTIFIER.upper()) == EXPECTED.upper():
        sentence = "All letters came as capitals or all as small ones: turn the scanner's case conversion off."
        return Finding("case_conversion", sentence, works=False)
    if data == _BEFORE + _BEHIND:
        sentence = "FNC1 between two fields did not come: set the scanner to send it as GS (ASCII 29)."
        return Finding("separator_missing", sentence, works=False)
    if data.startswith(_BEFORE) and data.endswith(_BEHIND):
        sentence = "FNC1 came as {sent}: set the scanner to send it as GS (ASCII 29)."
        sent = ascii(data[len(_BEFORE) : -len(_BEHIND)])
        return Finding("separator_other", sentence, works=False, values={"sent": sent})
    if EXPECTED in data:
        before, _, behind = data.partition(EXPECTED)
        sentence = "The scanner adds {before} before and {behind} behind each scan: remove its prefix and suffix."
        return Finding("added", sentence, works=False, values={"before": ascii(before), "behind": ascii(behind)})
    if EXPECTED.startswith(data):
        sentence = "Only the first {came} of {all} characters came: raise the scanner's longest length."
        return Finding("cut", sentence, works=False, values={"came": len(data), "all": len(EXPECTED)})
    sentence = "Something else arrived: it differs from character {at} on, {text}. Scan the symbol again."
    return Finding("other_symbol", sentence, works=False, values=_difference(data))


def _keyboard_of(data: str) -> str | None:
    for name, keys in _KEYBOARDS.items():
        if data in (EXPECTED.translate(keys), EXPECTED.replace(SEPARATOR, "").translate(keys)):
            return name
    return None


def _difference(data: str) -> Mapping[str, Any]:
    at = next((at for at, (one, other) in enumerate(zip(data, EXPECTED, strict=False)) if one != other), len(data))
    return {"at": at + 1, "text": ascii(data[at : at + 10])}
