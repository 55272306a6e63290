"""The symbol that a scanner is tried with, and what arrived of it."""

from functools import cache
from io import BytesIO

from barcode.codex import Gs1_128
from barcode.writer import SVGWriter

from cartridge_codes.scan_check import EXPECTED, PRINTED, findings_of
from cartridge_codes.wrapping import SEPARATOR
from services.inventory.forms.scan_check import ScanCheckView, ScannerFindingView


def scan_check(scan: str | None) -> ScanCheckView:
    """What the settings of a scanner are, as far as ``scan`` says; without it, the symbol alone."""
    found = findings_of(scan) if scan is not None else []
    return ScanCheckView(
        symbol=_symbol(),
        printed=PRINTED,
        ready=None if scan is None else all(each.works for each in found),
        findings=[ScannerFindingView(**vars(each)) for each in found],
    )


@cache
def _symbol() -> str:
    drawn = BytesIO()
    code = EXPECTED.replace(SEPARATOR, Gs1_128.FNC1_CHAR)
    Gs1_128(code, writer=SVGWriter()).write(drawn, options={"write_text": False}, text=None)
    return drawn.getvalue().decode()
