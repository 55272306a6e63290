"""Scans from scanners, keyboards and programs that are set wrong, each with the setting that its refusal names.

Beside the table of scans.py; sources as there, and the IFA's coding of PPN and PZN.
"""

from collections.abc import Iterator

from tests.unit.cartridge_codes.scans import A1, A1_S, FIXED, GS, SSCC, Answer, G, Right

_EAN, _UPC, _EAN_8 = "4012345000009", "614141999996", "96385074"
_AZERTY = str.maketrans("1234567890", "&é\"'(-è_çà")


def separators() -> Iterator[tuple[str, Answer]]:
    """What came for FNC1."""
    for sent in (GS, "^", "^]", "{GS}", "[GS]", "(GS)", "<GS>", "<FNC1>", "{FNC1}", "\\x1d", "\u241d", "&#29;"):
        yield f"]d2{FIXED}10A1{sent}21S1", A1_S
    for sent in ("~1", "~", "|", "@", "#", "\\F", "\\035", "\\1d", "$$", "`"):
        yield f"]d2{FIXED}10A1{sent}21S1", "separator_as"
    yield f"]d2{FIXED}10A1\u00ac21S1", "separator_as"
    yield f"]d2{FIXED}10A1\x1f21S1", "control"
    yield f"]d2{FIXED}10A1%1D21S1", Right(lot="A1%1D21S1")
    yield f"]d2{FIXED}21S#1", "not_allowed"
    yield f"]d2{FIXED}240R$", "not_allowed"


def zeros() -> Iterator[tuple[str, Answer]]:
    """Zeros at the beginning that a spreadsheet or a scanner dropped; retail numbers where fourteen digits belong."""
    yield f"1{G}1727033110A1", "zero_dropped"
    yield f"]d21{G}1727033110A1", "zero_dropped"
    yield f"1{G}", "zero_dropped"
    yield f"10{_EAN}{GS}{FIXED}", Right(lot=_EAN)
    for number in (_EAN, _UPC, _EAN_8):
        yield f"(01){number}(17)270331(10)A1", "short_product"
        yield f"https://id.gs1.org/01/{number}/10/A1?17=270331", "short_product"
        yield f"01{number.zfill(14)}1727033110A1", Right(gtin=number.zfill(14))
    yield f"]d201{_EAN}1727033110A1", "short_product"
    yield f"]C101{_EAN_8}1727033110A1", "short_product"
    yield f"(01){_EAN[:-1]}8(17)270331(10)A1", "wrong_form"


def keys() -> Iterator[tuple[str, Answer]]:
    """Caps Lock and keyboards of other countries."""
    for symbol in ("]D2", "]c1", "]q3", "]E0", "]j1"):
        yield f"{symbol}{FIXED}10a1", "swapped_capitals"
    yield f"]E0{_EAN}", "other_symbol"
    for bracket in "+$*\u00a8\u00b4\u20ac":
        yield f"{bracket}d2{FIXED}10A1", "keyboard"
    yield f"{FIXED}10A1".translate(_AZERTY), "digits_as_signs"
    yield f"$d2{f'{FIXED}10A1'.translate(_AZERTY)}", "digits_as_signs"


def others() -> Iterator[tuple[str, Answer]]:
    """Codes of other standards without their envelope, and of pallets."""
    yield "9N110375286414", "ppn"
    yield "-03752864", "ppn"
    yield "]A0-03752864", "ppn"
    yield "]C0+A999123450$", "hibc"
    yield "=+05000=/A9997XYZ100T0944=,000025", "isbt"
    yield f"]C100{SSCC}", "box"
    yield f"\r\n]d2{FIXED}10A1\t", A1


SCANS = [*separators(), *zeros(), *keys(), *others()]
