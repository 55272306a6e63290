"""From a scan to its GS1 fields: all of it, or ScanRefused.

biip knows the GS1 tables, but alone it raises three kinds of error, takes what is no GS1 code, and reads on behind a
field that ended in the wrong place. So it is asked for one field at a time, and what it
answers must add up to what was scanned. GS1 General Specifications: 5 (symbols), 7.8 (separators), 7.11 (characters).
"""

import re
from collections.abc import Sequence

from biip import ParseConfig, ParseError
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message

SEPARATOR = "\x1d"
"""ASCII group separator: what a scanner sends for FNC1 after a field of variable length."""

_SENT_FOR_SEPARATOR = ("<GS>", "^")  # by keyboard-wedge scanners; the caret is no GS1 character, "<GS>" is no real lot
_SENT_AROUND_A_SCAN = "\r\n\t "
_GS1_SYMBOLS = ("]C1", "]e0", "]d2", "]Q3", "]J1")  # GS1-128, DataBar, DataMatrix, QR, DotCode
_OTHER_SYMBOLS = {"]E": "a retail barcode", "]I": "a carton barcode", "]C": "plain Code 128", "]d": "plain DataMatrix"}
_PRINTED = re.compile(r"(?:\s*\(\d{2,4}\)\s*[^\s()]+)+\s*")
_READING = ParseConfig(gs1_element_strings_verify_date=False, separator_chars=(SEPARATOR,))
_BIIP_ERRORS = (ParseError, ValueError, IndexError)


class ScanRefused(ValueError):
    """A scan that is not, beyond doubt, one cartridge. The text says what is wrong and what to do about it."""


def fields_of(raw: str) -> dict[str, GS1ElementString]:
    """The fields of a scan, or of printed text, by application identifier. Raises ScanRefused."""
    text = _without_wrapping(raw)
    elements = _printed_elements(text) if text.startswith("(") else _scanned_elements(text)
    fields: dict[str, GS1ElementString] = {}
    for element in elements:
        first = fields.setdefault(element.ai.ai, element)
        if first.value != element.value:
            twice = f"Field {element.ai} is there twice, as {first.value} and as {element.value}"
            raise ScanRefused(f"{twice}. Scan one cartridge only.")
    return fields


def shown(text: str) -> str:
    """A scan as a person can read it in a sentence."""
    readable = text.strip(_SENT_AROUND_A_SCAN).replace(SEPARATOR, "<GS>")
    return repr(readable if len(readable) <= 60 else readable[:57] + "...")


def _without_wrapping(raw: str) -> str:
    """The data alone: no line end, no symbology identifier, every separator as ASCII 29."""
    text = raw.strip(_SENT_AROUND_A_SCAN)  # a bare strip() would take separators as well
    for sent in _SENT_FOR_SEPARATOR:
        text = text.replace(sent, SEPARATOR)
    if text.startswith("]"):
        text = _behind_identifier(text)
    if re.match(r"https?:", text, re.IGNORECASE):
        raise ScanRefused(
            "This is a web link (GS1 Digital Link). Scan the cartridge's DataMatrix or type its printed text."
        )
    text = text.removeprefix(SEPARATOR).removesuffix(SEPARATOR)
    if not text:
        raise ScanRefused("The scan is empty. Scan the cartridge again.")
    if not re.fullmatch(r"[\x20-\x7e\r\n\t\x1d]+", text):
        raise ScanRefused(
            "The scan has characters that no GS1 code has. Set the scanner to a US keyboard and scan again."
        )
    return text


def _behind_identifier(text: str) -> str:
    symbol, data = text[:3], text[3:]
    if symbol in _GS1_SYMBOLS:
        return data
    if symbol[:2] not in _OTHER_SYMBOLS and symbol.swapcase() in _GS1_SYMBOLS:
        raise ScanRefused(f"The scan starts with {symbol}: capital and small letters are swapped. Turn Caps Lock off.")
    kind = _OTHER_SYMBOLS.get(symbol[:2], "not a GS1 symbol")
    raise ScanRefused(f"The scan starts with {symbol!r}: {kind}. Scan the GS1 DataMatrix or GS1-128 on the cartridge.")


def _scanned_elements(text: str) -> list[GS1ElementString]:
    if re.search(r"[ \r\n\t]", text):
        raise ScanRefused("There is a space or line end inside the scan: two scans in one? Scan one cartridge only.")
    if text.isdigit() and len(text) in (8, 12, 13, 14):
        raise ScanRefused("This is only a product number. Scan the code that also has the lot and the expiry date.")
    return [element for stretch in text.split(SEPARATOR) for element in _elements_between_separators(stretch)]


def _elements_between_separators(stretch: str) -> list[GS1ElementString]:
    """Fields of fixed length, then at most one of variable length: that one ends only where the stretch ends."""
    if not stretch:
        raise ScanRefused("Two separators follow each other: a field was lost. Scan the cartridge again.")
    elements: list[GS1ElementString] = []
    rest = stretch
    while rest:
        try:
            element = GS1ElementString.extract(rest, config=_READING)
        except _BIIP_ERRORS as error:
            raise ScanRefused(
                f"What starts with {shown(rest)} is not GS1. Scan again, or type the printed text with its brackets."
            ) from error
        read = element.ai.ai + element.value
        if not rest.startswith(read) or (element.ai.separator_required and read != rest):
            raise ScanRefused(
                f"Field {element.ai} is too long or has a character that GS1 does not allow: "
                f"{shown(rest[len(element.ai) :])}. Maybe the separator behind it is missing: "
                "set the scanner to send FNC1 as GS, or type the printed text with its brackets."
            )
        elements.append(element)
        rest = rest[len(read) :]
    return elements


def _printed_elements(text: str) -> Sequence[GS1ElementString]:
    """``(01)…(17)…``. biip drops what it does not understand there, so what it understood must be all of it."""
    if not _PRINTED.fullmatch(text):
        raise ScanRefused(
            f"The printed text {shown(text)} cannot be read. "
            "Type each field as (number)value, with no space or bracket inside a value."
        )
    try:
        message = GS1Message.parse_hri(text, config=_READING)
    except _BIIP_ERRORS as error:
        raise ScanRefused(f"{shown(text)} has a field that is not GS1. Compare it with the label.") from error
    if message.as_hri() != "".join(text.split()):
        raise ScanRefused(f"The printed text {shown(text)} can be read only in part. Scan the code instead.")
    return message.element_strings
