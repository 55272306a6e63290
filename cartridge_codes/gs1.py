"""Cartridge labels: GS1 codes as scanners send them, read strictly, and written for labels and demos.

What is on a cartridge (UDI): (01) GTIN, (10) lot, (17) expiry; sometimes (11) made on and (21) serial. A misread lot
or expiry is a patient-safety matter, so a scan is read whole and without doubt, or refused with a sentence that says
what to do. How a scan becomes fields: fields.py; what its fields must say: here.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from biip.gs1_element_strings import GS1ElementString

from cartridge_codes.fields import SEPARATOR, ScanRefused, fields_of, shown
from cartridge_codes.gtin import lot_key

__all__ = ["SEPARATOR", "CartridgeCode", "ScanRefused", "read_scan", "write_scan"]

_ON_BOXES_ONLY = {"00": "pallet number", "02": "contents", "03": "made-to-order number", "37": "count of contents"}


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


def read_scan(raw: str, *, today: date) -> CartridgeCode:
    """Read one cartridge's code, as scanned or as typed from the printed text ``(01)…(17)…(10)…``.

    ``today`` (any zone: only its year counts) decides the century of two-digit years. A lot or serial without a
    separator behind it is believed only as the last field; nobody can know whether such a lot swallowed a serial.
    Whether the cartridge has expired is not asked here. Raises ScanRefused, and nothing else.
    """
    fields = fields_of(raw)
    for ai, what in _ON_BOXES_ONLY.items():
        if ai in fields:
            raise ScanRefused(
                f"This label has a {what} ({ai}): it is of a box. Scan the label of the cartridge itself."
            )
    gtin = _checked_gtin(_required("01", "product number", fields, raw))
    expires_on = _day_of(_required("17", "expiry date", fields, raw), "expiry date (17)", today)
    made_on = _day_of(fields["11"], "date of manufacture (11)", today) if "11" in fields else None
    lot = _required("10", "lot", fields, raw).value
    if made_on and made_on > expires_on:
        raise ScanRefused(f"It says made on {made_on} and expires on {expires_on}: one is misread. Scan it again.")
    return CartridgeCode(gtin, lot, expires_on, fields["21"].value if "21" in fields else None, made_on)


def write_scan(code: CartridgeCode) -> str:
    """Write the code as a scanner sends it from a GS1 DataMatrix: for labels, demos and tests.

    Lot and serial come last with a separator between, so what is written here is read back as it was.
    Raises ScanRefused for a code that no label can carry, e.g. a wrong check digit or a lot of 21 characters.
    """
    made = f"11{code.made_on:%y%m%d}" if code.made_on else ""
    serial = f"{SEPARATOR}21{code.serial}" if code.serial is not None else ""
    text = f"]d201{code.gtin}{made}17{code.expires_on:%y%m%d}10{code.lot}{serial}"
    if read_scan(text, today=code.expires_on) != code:
        raise ScanRefused(f"No GS1 label can carry {code}. Check its lot, serial and dates.")
    return text


def _required(ai: str, what: str, fields: Mapping[str, GS1ElementString], raw: str) -> GS1ElementString:
    if ai in fields:
        return fields[ai]
    for swallower in ("10", "21"):
        if swallower in fields and re.search(rf"{ai}[0-9A-Za-z]", fields[swallower].value):
            raise ScanRefused(
                f"The scan has no {what} ({ai}), but field ({swallower}) reads {fields[swallower].value}: "
                "the separator behind it is missing. Set the scanner to send FNC1 as GS, "
                "or type the printed text with its brackets."
            )
    raise ScanRefused(f"{shown(raw)} has no {what} ({ai}). Scan the code that has product, lot and expiry date.")


def _checked_gtin(element: GS1ElementString) -> str:
    if not element.value.strip("0"):
        raise ScanRefused("The product number (01) is all zeros. Scan the cartridge's own label.")
    if element.gtin is None:
        raise ScanRefused(f"The product number (01) {element.value} has a wrong check digit: misread. Scan it again.")
    if element.value.startswith("9"):
        raise ScanRefused(f"The product number (01) {element.value} is of goods sold by measure, not of a cartridge.")
    return element.value


def _day_of(element: GS1ElementString, what: str, today: date) -> date:
    """YYMMDD as a day: at most 49 years back and 50 ahead (GS1 7.12); day 00 is the month's last.

    Decided here because biip takes the century from the machine's clock.
    """
    year, month, day = (int(element.value[at : at + 2]) for at in (0, 2, 4))
    year += today.year - today.year % 100
    if year - today.year > 50:
        year -= 100
    elif today.year - year > 49:
        year += 100
    try:
        return date(year, month, day or calendar.monthrange(year, month)[1])
    except ValueError as error:
        raise ScanRefused(f"The {what} {element.value} is no day of the calendar: misread. Scan it again.") from error
