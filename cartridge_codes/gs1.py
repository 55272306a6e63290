"""Cartridge labels: GS1 codes as scanners send them, read strictly, and written for labels and demos.

What is on a cartridge (UDI): (01) GTIN, (10) lot, (17) expiry; sometimes (11) made on and (21) serial. A misread lot
or expiry is a patient-safety matter, so a scan is read whole and without doubt, or refused with a sentence that says
what to do. How a scan becomes fields: fields.py; what its fields must say: here; the sentences: faults.py.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from cartridge_codes import faults
from cartridge_codes.faults import Part, ScanRefused, shown
from cartridge_codes.fields import Fields, fields_of
from cartridge_codes.forms import product_number_lost
from cartridge_codes.gtin import has_check_digit, lot_key
from cartridge_codes.relations import require_relations
from cartridge_codes.wrapping import SEPARATOR, symbols_in

__all__ = [
    "SEPARATOR",
    "CartridgeCode",
    "Label",
    "Named",
    "ScanRefused",
    "read_label",
    "read_named",
    "read_scan",
    "write_scan",
]

_AS_SWALLOWED = {"01": r"01\d{14}", "02": r"02\d{14}", "10": r"10[0-9A-Za-z]", "17": r"17\d{6}"}
"""What a field looks like inside the lot or serial before it, when the separator between is missing."""
_ON_BOXES_ONLY = {"00": "pallet number", "02": "contents", "37": "count of contents"}
_OTHER_KEYS = {
    "00": "a pallet or a carton",
    "253": "a document",
    "255": "a coupon",
    "401": "a consignment",
    "402": "a shipment",
    "414": "a place",
    "417": "a company",
    "8003": "a returnable asset",
    "8004": "an asset",
    "8010": "a part",
    "8013": "a product model",
    "8017": "a person",
    "8018": "a person",
}
"""What GS1's keys name that are no product (General Specifications 3)."""


@dataclass(frozen=True, slots=True)
class CartridgeCode:
    """What a cartridge's label says."""

    gtin: str
    """GTIN-14, check digit verified."""
    lot: str
    """The manufacturer's lot as printed, 1 to 20 characters; capital and small letters differ."""
    expires_on: date
    """The last day on which it may be used."""
    serial: str | None = None
    """Serial number, or None for cartridges that carry only a lot."""
    made_on: date | None = None
    """Day of manufacture, when the label has it."""

    @property
    def lot_key(self) -> str:
        """Product and lot."""
        return lot_key(self.gtin, self.lot)


@dataclass(frozen=True, slots=True)
class Label:
    """A label of one cartridge, or of a box of them."""

    code: CartridgeCode
    count: int | None
    """How many the label says there are, (30) or (37); None when it says nothing."""
    typed: bool
    """Somebody typed the printed text: no machine has read it."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a code on a recall notice names: a lot of a product, or one cartridge of it."""

    gtin: str
    """GTIN-14, check digit verified."""
    lot: str | None
    serial: str | None


def read_named(raw: str) -> Named:
    """Read a code of a recall notice: a product, and of it a lot, a serial number or both; no expiry is asked for.

    Raises ScanRefused, and nothing else.
    """
    fields = fields_of(raw)
    gtin = _checked_gtin("01", _required("01", "product number", fields, raw))
    serial = fields.by_ai.get("21")
    lot = fields.by_ai.get("10") if serial is not None else _required("10", "lot", fields, raw)
    return Named(gtin, lot, serial)


def read_label(raw: str, *, today: date) -> Label:
    """Read a label of a cartridge or a box, as scanned, as a GS1 Digital Link, or as typed: ``(01)…(17)…(10)…``.

    ``today`` (any zone: a day more or less counts as today) decides the century of two-digit years. A lot or serial
    without a separator behind it is believed only as the last field; nobody can know whether such a lot swallowed a
    serial. Whether it has expired is not asked here. Raises ScanRefused, and nothing else.
    """
    return _label_of(fields_of(raw), raw, today)


def read_scan(raw: str, *, today: date) -> CartridgeCode:
    """Read one cartridge's code; as `read_label`, but the label of a box is refused. Raises ScanRefused."""
    fields = fields_of(raw)
    for ai, what in _ON_BOXES_ONLY.items():
        if ai in fields.by_ai:
            raise ScanRefused(faults.BOX, what=Part(what), ai=ai)
    label = _label_of(fields, raw, today)
    if label.count and label.count > 1:
        raise ScanRefused(faults.BOX, what=Part("count of several"), ai="30")
    return label.code


def _label_of(fields: Fields, raw: str, today: date) -> Label:
    item = "02" if "02" in fields.by_ai else "01"
    gtin = _checked_gtin(item, _required(item, "product number", fields, raw))
    expires_on = _expiry_of(fields, raw, today)
    made = fields.by_ai.get("11")
    made_on = _day_of(made, "11", "date of manufacture", today) if made else None
    lot = _required("10", "lot", fields, raw)
    for by in ("10", "21"):
        if f"01{gtin}" in fields.by_ai.get(by, ""):
            raise ScanRefused(faults.RAN_TOGETHER, by=by, text=fields.by_ai[by])
    require_relations(fields.by_ai)
    if made_on and made_on > expires_on:
        raise ScanRefused(faults.MADE_LATER, made=made_on, expires=expires_on)
    if made_on and made and (made_on.replace(day=1) if made.endswith("00") else made_on) > today + timedelta(days=1):
        raise ScanRefused(faults.MADE_AHEAD, made=made_on)
    code = CartridgeCode(gtin, lot, expires_on, fields.by_ai.get("21"), made_on)
    return Label(code, _count_of(fields), fields.typed)


def _expiry_of(fields: Fields, raw: str, today: date) -> date:
    """The last day of use: (17), or the day of an expiry time (7003)."""
    timed = fields.by_ai.get("7003")
    by_time = _day_of(timed[:6], "7003", "expiry time", today) if timed else None
    if by_time and "17" not in fields.by_ai:
        return by_time
    day = _day_of(_required("17", "expiry date", fields, raw), "17", "expiry date", today)
    if by_time and by_time != day:
        raise ScanRefused(faults.EXPIRIES_DIFFER, one=day, other=by_time)
    return day


def write_scan(code: CartridgeCode) -> str:
    """Write the code as a scanner sends it from a GS1 DataMatrix: for labels, demos and tests.

    Lot and serial come last with a separator between, so what is written here is read back as it was.
    Raises ScanRefused for a code that no label can carry, e.g. a wrong check digit or a lot of 21 characters.
    """
    made = f"11{code.made_on:%y%m%d}" if code.made_on else ""
    serial = f"{SEPARATOR}21{code.serial}" if code.serial is not None else ""
    text = f"]d201{code.gtin}{made}17{code.expires_on:%y%m%d}10{code.lot}{serial}"
    if read_scan(text, today=code.expires_on) != code:
        raise ScanRefused(faults.NOT_WRITTEN, text=code)
    return text


def _required(ai: str, what: str, fields: Fields, raw: str) -> str:
    if ai in fields.by_ai:
        return fields.by_ai[ai]
    for swallower in ("10", "21"):
        swallowed = fields.by_ai.get(swallower, "")
        if re.search(_AS_SWALLOWED[ai], swallowed):
            raise ScanRefused(faults.SWALLOWED, what=Part(what), ai=ai, by=swallower, text=swallowed)
    if ai == "01":
        _refuse_another_key(fields)
    if ai == "01" and (lost := product_number_lost(symbols_in(raw)[0])):
        raise lost
    raise ScanRefused(faults.MISSING, text=shown(raw), what=Part(what), ai=ai)


def _refuse_another_key(fields: Fields) -> None:
    """Raises ScanRefused when a label without (01) and (02) names something else."""
    for piece in ("8006", "8026"):
        if piece in fields.by_ai:
            raise ScanRefused(faults.PIECE, ai=piece)
    if "03" in fields.by_ai:
        raise ScanRefused(faults.MADE_TO_ORDER)
    for key, what in _OTHER_KEYS.items():
        if key in fields.by_ai:
            raise ScanRefused(faults.OTHER_KEY, what=Part(what), ai=key)


def _checked_gtin(ai: str, value: str) -> str:
    if not value.strip("0"):
        raise ScanRefused(faults.ZEROS, ai=ai)
    if not has_check_digit(value):
        raise ScanRefused(faults.CHECK_DIGIT, what=Part("product number"), ai=ai, text=value)
    if value.startswith("9"):
        raise ScanRefused(faults.BY_MEASURE, ai=ai, text=value)
    return value


def _count_of(fields: Fields) -> int | None:
    for ai in ("37", "30"):
        if ai in fields.by_ai:
            count = int(fields.by_ai[ai])
            if not count:
                raise ScanRefused(faults.NO_COUNT, ai=ai, text=fields.by_ai[ai])
            return count
    return None


def _day_of(value: str, ai: str, what: str, today: date) -> date:
    """YYMMDD as a day: at most 49 years back and 50 ahead (GS1 7.12); day 00 is the month's last.

    Decided here because biip takes the century from the machine's clock.
    """
    year, month, day = (int(value[at : at + 2]) for at in (0, 2, 4))
    year += today.year - today.year % 100
    if year - today.year > 50:
        year -= 100
    elif today.year - year > 49:
        year += 100
    try:
        return date(year, month, day or calendar.monthrange(year, month)[1])
    except ValueError as error:
        raise ScanRefused(faults.NO_DAY, what=Part(what), ai=ai, text=value) from error
