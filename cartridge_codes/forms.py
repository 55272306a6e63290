"""What a GS1 field may hold: its form, days of the calendar, check digits (GS1 General Specifications 3 and 7.9).

biip knows the form of every field; days and check digits it does not ask for.
"""

import re
from datetime import datetime
from functools import reduce

from biip import ParseConfig, ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_element_strings import GS1ElementString

from cartridge_codes import countries, faults
from cartridge_codes.faults import Part, ScanRefused, shown
from cartridge_codes.gtin import ends_in_check_digit, ends_in_check_pair, has_check_digit
from cartridge_codes.wrapping import SEPARATOR

READING = ParseConfig(gs1_element_strings_verify_date=False, separator_chars=(SEPARATOR,))
BIIP_ERRORS = (ParseError, ValueError, IndexError)

_CHECKED = {
    "00": ("pallet number", 0, 18),
    "03": ("made-to-order number", 0, 14),
    **dict.fromkeys(("253", "255"), ("document or coupon number", 0, 13)),
    "402": ("shipment number", 0, 17),
    **{str(ai): ("location number", 0, 13) for ai in range(410, 418)},
    "8003": ("number of a returnable asset", 0, 14),
    **dict.fromkeys(("8006", "8026"), ("product number", 0, 14)),
    **dict.fromkeys(("8017", "8018"), ("service number", 0, 18)),
}
"""Where a check digit stands besides (01) and (02): what it is of, and from and to which character."""
_DAYS = {
    **dict.fromkeys(("11", "17"), "date"),
    "12": "due date",
    "13": "packaging date",
    "15": "best-before date",
    "16": "sell-by date",
    "4324": "earliest delivery",
    "4325": "latest delivery",
    "4326": "release date",
    "7003": "expiry time",
    "7006": "first freeze date",
    "7007": "harvest date",
    "7011": "test-by date",
    "8008": "production time",
}
_DAY_00 = frozenset({"11", "12", "13", "15", "16", "17", "4324", "4325"})
"""Where day 00 means the whole month, or its last day."""
_WITH_TIME = frozenset({"4324", "4325", "7003", "7011"})
_WITHOUT_TIME = frozenset({("4324", "9999"), ("4325", "9999")})
"""What says that there is none."""
_COUNTRIES = {
    **dict.fromkeys(("421", *map(str, range(7030, 7040))), 3),
    **dict.fromkeys(("422", "424", "426"), 3),
    **dict.fromkeys(("423", "425"), 15),
}
"""Where countries stand, of three digits each: up to which character."""
_COUPONS = frozenset({"8110", "8112"})
"""Fields of a coupon, with rules of their own inside (GS1 General Specifications 3.9): no label of goods has one."""
_BEHIND_PRODUCT = frozenset({"10", "11", "13", "15", "16", "17", "20", "21", "22", "30", "240"})
"""Fields that usually follow a product number."""
_PIECES = ("8006", "8026")
_CHECK_PAIRS = ("8013", "8014")
_WHOLE = {
    **dict.fromkeys(("401", "7023", "8004", "8010", *_CHECK_PAIRS), (r"\d{4}.*", "a company number of digits first")),
    "7040": (r"...[-_0-9A-Za-z]", "a letter, a digit, - or _ at the end"),
    "8001": (r"(?!0{4}).{4}(?!0{5}).{5}(?!000)...[019].", "width, length and diameter that are not zero"),
}
"""Form of a whole value, where biip asks for less than GS1: as a pattern, and in words."""
_PARTS = re.compile(r"(\[?)([NXYZ])(\.\.)?(\d+)\]?")
_KIND = {"N": "digit|digits"} | dict.fromkeys("XYZ", "character|characters")


def element_of(ai: str, value: str) -> tuple[str, str]:
    """A field whose number and value are known apart. Raises ScanRefused when it is none."""
    known = _known(ai)
    if known is None or known.ai != ai:
        raise ScanRefused(faults.UNKNOWN_FIELD, ai=ai)
    if not value:
        raise ScanRefused(faults.EMPTY_FIELD, ai=ai)
    try:
        element = GS1ElementString.extract(ai + value, config=READING)
    except BIIP_ERRORS as error:
        raise misshapen(ai, value) from error
    if (element.ai.ai, element.value) != (ai, value):
        raise misshapen(ai, value)
    require_right(ai, value)
    return ai, value


def misshapen(ai: str, behind: str) -> ScanRefused:
    """Why what stands behind a known field number is not its value."""
    if eight := date_of_eight(ai, behind):
        return eight
    if ai in _DAYS and re.match(r"[0-9]{6}", behind) and not _is_day(ai, behind[:6]):
        return ScanRefused(faults.NO_DAY, what=Part(_DAYS[ai]), ai=ai, text=behind[:6])
    if short := short_product(ai, behind):
        return short
    known = _known(ai)
    form = _in_words(known.format.split("+", 1)[1]) if known is not None else Part("something else")
    return ScanRefused(faults.WRONG_FORM, ai=ai, text=shown(behind), form=form)


def date_of_eight(ai: str, behind: str) -> ScanRefused | None:
    """Why a date is none: its year has four digits, as a person writes it, not two. None: it is something else."""
    written = re.match(r"(?:19|20)([0-9]{6})", behind)
    if ai not in _DAYS or written is None or _is_day(ai, behind[:6]) or not _is_day(ai, written[1]):
        return None
    return ScanRefused(faults.DATE_OF_EIGHT, what=Part(_DAYS[ai]), ai=ai, text=behind[:8], six=written[1])


def short_product(ai: str, behind: str) -> ScanRefused | None:
    """Why a product number is none: it has the digits of a retail barcode, without the zeros before them."""
    digits = re.match(r"\d+", behind)
    if ai not in ("01", "02") or digits is None or has_check_digit(behind[:14]):
        return None
    for count in (13, 12, 8):
        number, rest = digits[0][:count], behind[count:]
        if len(number) == count and ends_in_check_digit(number) and (not rest or field_at(rest) in _BEHIND_PRODUCT):
            return ScanRefused(faults.SHORT_PRODUCT, ai=ai, text=number, count=count, whole=number.zfill(14))
    return None


def product_number_lost(data: str) -> ScanRefused | None:
    """Why a scan cannot be read of which the product number came without zeros before it; None: it came whole."""
    if has_check_digit(data[:14]) and data[:14].strip("0") and field_at(data[14:]) in _BEHIND_PRODUCT:
        return ScanRefused(faults.WITHOUT_NUMBER, text=data[:14])
    if data.startswith("1") and has_check_digit(data[1:15]) and (not data[15:] or field_at(data[15:]) is not None):
        return ScanRefused(faults.ZERO_DROPPED)
    return short_product(data[:2], data[2:])


def field_at(text: str) -> str | None:
    """The number of the field with which a text begins; None: GS1 knows no such field."""
    known = _known(text)
    return known.ai if known is not None else None


def require_right(ai: str, value: str) -> None:
    """Raises ScanRefused when a day is none of the calendar, a check digit is wrong, or the field is a coupon's."""
    if ai in _COUPONS:
        raise ScanRefused(faults.COUPON, ai=ai)
    if ai in _DAYS:
        _require_day(ai, value)
    if ai in _CHECKED:
        what, first, end = _CHECKED[ai]
        if not ends_in_check_digit(value[first:end]):
            raise ScanRefused(faults.CHECK_DIGIT, what=Part(what), ai=ai, text=value)
    if ai in _WHOLE:
        pattern, form = _WHOLE[ai]
        if not re.fullmatch(pattern, value):
            raise ScanRefused(faults.WRONG_FORM, ai=ai, text=shown(value), form=Part(form))
    if ai in _CHECK_PAIRS and not ends_in_check_pair(value):
        raise ScanRefused(faults.CHECK_PAIR, ai=ai, text=value)
    if ai in _COUNTRIES:
        _require_countries(ai, value)
    if ai in _PIECES and not "01" <= value[14:16] <= value[16:18]:
        raise ScanRefused(faults.NO_PIECE, ai=ai, piece=value[14:16], total=value[16:18])


def _require_countries(ai: str, value: str) -> None:
    named = value[: _COUNTRIES[ai]]
    any_country = frozenset({"999"}) if ai.startswith("703") else frozenset[str]()
    if any(named[at : at + 3] not in countries.NUMBERS | any_country for at in range(0, len(named), 3)):
        raise ScanRefused(faults.NO_COUNTRY, ai=ai, text=value)


def _require_day(ai: str, value: str) -> None:
    # Of a leap year, as the century is not asked here; 29 February of another year is refused where it is.
    days = [value[:6], *([value[6:]] if ai == "7007" and value[6:] else [])]
    times = [value[6:10]] if ai in _WITH_TIME and value[6:] and (ai, value[6:]) not in _WITHOUT_TIME else []
    if not (all(_is_day(ai, day) for day in days) and all(map(_is_time, times))):
        raise ScanRefused(faults.NO_DAY, what=Part(_DAYS[ai]), ai=ai, text=value)


def _is_time(digits: str) -> bool:
    """Whether HHMM is a time of the day."""
    return digits[:2] <= "23" and digits[2:] <= "59"


def _is_day(ai: str, digits: str) -> bool:
    """Whether YYMMDD can be a day of field ``ai``."""
    day = f"{digits[:4]}01" if ai in _DAY_00 and digits.endswith("00") else digits
    try:
        datetime.strptime(f"20{day}", "%Y%m%d")  # noqa: DTZ007
    except ValueError:
        return False
    return True


def _known(text: str) -> GS1ApplicationIdentifier | None:
    try:
        return GS1ApplicationIdentifier.extract(text)
    except BIIP_ERRORS:
        return None


def _in_words(form: str) -> Part:
    """``N6`` as "6 digits", ``X..20`` as "up to 20 characters"."""
    said = [
        Part(f"{'up to ' if up_to or optional else ''}{{count}} {{count:{_KIND[kind]}}}", {"count": int(count)})
        for optional, kind, up_to, count in _PARTS.findall(form)
    ]
    return reduce(lambda first, then: Part("{first}, then {then}", {"first": first, "then": then}), said)
