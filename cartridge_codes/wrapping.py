"""What a scanner puts around the data: line ends, the symbol's identifier, substitutes for FNC1.

GS1 General Specifications 5 (symbols) and 7.8 (separators); ISO/IEC 15424 (symbology identifiers).
"""

import re
import unicodedata

from cartridge_codes import faults
from cartridge_codes.faults import Part, ScanRefused, named
from cartridge_codes.gtin import ends_in_check_digit, has_check_digit
from cartridge_codes.other_codes import refuse_other_content, refuse_other_standards

SEPARATOR = "\x1d"
"""ASCII group separator: what a scanner sends for FNC1 after a field of variable length."""

MOST = 500
"""Characters of a label in one or two symbols, with room to spare; what is longer are several labels."""

_SENT_FOR_SEPARATOR = re.compile(
    r"[<{[(](?:GS|FNC1|0x1D)[)\]}>]|\^\]?|\\x1d|\\u001d|_x001d_|&#29;|&#x1d;|\u241d", re.IGNORECASE
)
"""By keyboard-wedge scanners and programs between. "<GS>" is no real lot, nor "(GS)" or Excel's "_x001D_"; each other
has a sign that GS1 lacks."""
_GS1_SYMBOLS = ("]C1", "]e0", "]d2", "]Q3", "]J1")  # GS1-128, DataBar, DataMatrix, QR, DotCode
_OTHER_SYMBOLS = {
    "]E": "a retail barcode",
    "]I": "a carton barcode",
    "]A": "Code 39",
    "]C": "plain Code 128",
    "]d": "plain DataMatrix",
    "]Q": "a plain QR code",
}
_NEXT_SYMBOL = re.compile(r"[\r\n\t]+|(?<=.)(?=\][A-Za-z]\d)", re.DOTALL)  # GS1 has no "]" inside its data
_WITHIN_GS1 = re.compile(r"[\x20-\x7e\x1d]")
_PRODUCT_ALONE = re.compile(r"(?:\][EI]\d|(?!10|21))(\d{8}|\d{12,14})")
"""An EAN, UPC or ITF-14 symbol. Without an identifier, digits behind 10 or 21 may be a lot or a serial number."""
_TYPED_IN_OTHER_BRACKETS = re.compile(r"\s*[\[{<]\d{2,4}[\]}>]")
_LINK = re.compile(r"https?://", re.IGNORECASE)
_SYMBOLS_OF_LINKS = ("]d", "]Q")
"""GS1 allows its links in DataMatrix and QR codes only."""
_IDENTIFIER_ALONE = re.compile(r"\][A-Za-z]\d")
_SENT_FIRST = re.compile(r"~1|\\(?:[xX]?1[dD]|0?35|[fF])|[|~#@]")
_DIGIT = re.compile("[0-9]")
_DIGIT_ROWS = tuple(
    str.maketrans(signs, "0123456789")
    for signs in ("à&é\"'(-è_ç", "à&é\"'(§è!ç", "é+ěščřžýáí", ")!@#$%^&*(", '=!"§$%&/()', '=!"#$%&/()')
)
"""Of French, Belgian and Czech keyboards, which have other signs where the digits are; of American, German and
Portuguese ones while Shift is locked."""


def symbols_in(raw: str) -> list[str]:
    """The data of each symbol of one label, without what the scanner put around it. Raises ScanRefused.

    A label may have its data in two symbols. Scanned into one line, a line end, a tab or an identifier parts them.
    """
    if len(raw) > MOST:
        raise ScanRefused(faults.TOO_MUCH, count=len(raw))
    refuse_other_content(raw)
    if _TYPED_IN_OTHER_BRACKETS.match(raw):
        raise ScanRefused(faults.PRINTED, text=faults.shown(raw))
    parts = [part for each in _NEXT_SYMBOL.split(raw) if (part := each.strip(" "))]
    if not parts:
        raise ScanRefused(faults.EMPTY)
    for part in parts:
        refuse_other_content(part)
    alone = next((part for part in parts if _IDENTIFIER_ALONE.fullmatch(part)), None)
    if alone is not None and len(parts) > 1:
        raise ScanRefused(faults.STRAY_IDENTIFIER, symbol=alone)
    if len(parts) != len(set(parts)):
        raise ScanRefused(faults.SCANNED_TWICE)
    if len(parts) == 1:
        return [_data_of(parts[0])]
    return [_product_field(part) or _data_of(part) for part in parts]


def with_separators(text: str) -> str:
    """The text with GS wherever the scanner sent something that stands for it."""
    return _SENT_FOR_SEPARATOR.sub(SEPARATOR, text)


def is_link(data: str) -> bool:
    """Whether it is a web link."""
    return _LINK.match(data) is not None


def _product_field(part: str) -> str | None:
    """A retail or carton barcode beside the label's other symbol, as field (01); None when the part is no such code."""
    product = _PRODUCT_ALONE.fullmatch(part)
    return f"01{product[1].zfill(14)}" if product and ends_in_check_digit(product[1]) else None


def _data_of(part: str) -> str:
    _refuse_another_keyboard(part)
    text = with_separators(part)
    _refuse_prefix(text)
    refuse_other_standards(text)
    if text.startswith("]"):
        text = _behind_identifier(text)
    text = text.removeprefix(SEPARATOR).removesuffix(SEPARATOR)
    if not text:
        raise ScanRefused(faults.EMPTY)
    for at, character in enumerate(text, start=1):
        if not _WITHIN_GS1.fullmatch(character):
            raise ScanRefused(_strange(character), at=at, character=named(character))
    return text


def _strange(character: str) -> faults.Fault:
    category = unicodedata.category(character)
    if category == "Cc":
        return faults.CONTROL
    if category == "Nd" and unicodedata.east_asian_width(character) != "F":
        return faults.OTHER_DIGITS
    if category in ("Cf", "Zs", "Zl", "Zp"):
        return faults.INVISIBLE
    return faults.FULL_WIDTH if unicodedata.east_asian_width(character) == "F" else faults.UNPRINTABLE


def _behind_identifier(text: str) -> str:
    symbol, data = text[:3], text[3:]
    if symbol in _GS1_SYMBOLS and is_link(data):
        raise ScanRefused(faults.OTHER_SYMBOL, symbol=f"'{symbol}'", kind=Part("a web link in a symbol for GS1 fields"))
    if symbol in _GS1_SYMBOLS or (symbol[:2] in _SYMBOLS_OF_LINKS and is_link(data)):
        return data
    if symbol.swapcase() in _GS1_SYMBOLS and not is_link(data) and not _PRODUCT_ALONE.fullmatch(text):
        raise ScanRefused(faults.SWAPPED, symbol=symbol)
    kind = Part(_OTHER_SYMBOLS.get(symbol[:2], "not a GS1 symbol"))
    raise ScanRefused(faults.OTHER_SYMBOL, symbol=f"'{symbol}'", kind=kind)


def _refuse_another_keyboard(text: str) -> None:
    """The bracket of the identifier, or every digit, came as another key; a product number proves it."""
    for keys in _DIGIT_ROWS:
        data = text.translate(keys)
        for start in (0, 3):
            if _begins_with_product(data[start:]) and not _DIGIT.search(text[start : start + 16]):
                raise ScanRefused(faults.DIGITS_AS_SIGNS, text=faults.shown(text))
    for symbol in _GS1_SYMBOLS:
        if text[:1] != "]" and text[1:3] == symbol[1:] and _begins_with_product(text[3:]):
            raise ScanRefused(faults.KEYBOARD, symbol=f"'{text[:3]}'", expected=symbol[1:])
        if text[:2] == symbol[1:] and _begins_with_product(text[2:]):
            raise ScanRefused(faults.KEYBOARD, symbol=f"'{text[:2]}'", expected=symbol[1:])
        if not text[:2].isascii() and text[2:3] == symbol[2] and _begins_with_product(text[3:]):
            raise ScanRefused(faults.KEYBOARD, symbol=f"'{text[:3]}'", expected=symbol[1:])


def _refuse_prefix(text: str) -> None:
    """Something else stands before the first field; a product number behind it proves it."""
    if (sent := _SENT_FIRST.match(text)) and _begins_with_product(text[sent.end() :]):
        raise ScanRefused(faults.SEPARATOR_FIRST, sent=faults.shown(sent[0]))
    if re.match(r"[][0-9(\x1d]", text):
        return
    for end in (1, 2, 3, 4):
        if re.fullmatch(r"[\x20-\x7e]+", text[:end]) and _begins_with_product(text[end:]):
            raise ScanRefused(faults.ADDED_BEFORE, text=faults.shown(text[:end]))


def _begins_with_product(data: str) -> bool:
    return data.startswith("01") and has_check_digit(data[2:16])
