"""The symbol that a scanner is tried with, and what arrived of it."""

from functools import cache

import zxingcpp

from cartridge_codes.scan_check import PRINTED, findings_of
from chassis.http.languages import Reader
from services.inventory.forms.scan_check import ScanCheckView, ScannerFindingView


def scan_check(scan: str | None, reader: Reader) -> ScanCheckView:
    """What the settings of a scanner are, as far as ``scan`` says; without it, the symbol alone."""
    found = findings_of(scan) if scan is not None else []
    return ScanCheckView(
        symbol=_symbol(),
        printed=PRINTED,
        ready=None if scan is None else all(each.works for each in found),
        findings=[
            ScannerFindingView(setting=each.setting, sentence=reader.said(each), works=each.works) for each in found
        ],
    )


@cache
def _symbol() -> str:
    drawn: str = zxingcpp.write_barcode_to_svg(encoded())
    return drawn


def encoded() -> zxingcpp.Barcode:
    """The symbol: what it says is what a scanner has to send."""
    return zxingcpp.create_barcode(PRINTED, zxingcpp.BarcodeFormat.DataMatrix, gs1=True)
