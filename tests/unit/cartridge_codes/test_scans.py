"""Every scan of the table is answered as the standards say; each refusal by its name, and with what to do."""

from datetime import date

import pytest

from cartridge_codes import faults
from cartridge_codes.gs1 import ScanRefused, read_label, read_scan
from tests.unit.cartridge_codes import scans, scans_set_wrong
from tests.unit.cartridge_codes.scans import Answer, Right

SCANS = [*scans.SCANS, *(each for each in scans_set_wrong.SCANS if each not in scans.SCANS)]
TODAY = date(2026, 11, 21)
REMEDIES = {fault.name: fault.remedy for fault in vars(faults).values() if isinstance(fault, faults.Fault)}


def answer(scan: str) -> tuple[Answer, str]:
    """What it is read as, or the fault's name; and the sentence of a refusal."""
    try:
        code = read_scan(scan, today=TODAY)
    except ScanRefused as refused:
        return refused.fault.name, str(refused)
    count = read_label(scan, today=TODAY).count
    return Right(code.lot, code.serial, code.expires_on, code.gtin, code.made_on, count), ""


@pytest.mark.parametrize(("scan", "right"), SCANS, ids=[ascii(scan)[1:-1][:60] for scan, _ in SCANS])
def test_a_scan_is_answered_as_the_standards_say(scan: str, right: Answer) -> None:
    found, sentence = answer(scan)
    assert found == right, sentence
    if isinstance(right, str):
        assert sentence.endswith(REMEDIES[right])


def test_the_table_is_as_large_as_it_says() -> None:
    assert len({scan for scan, _ in SCANS}) == len(SCANS) >= 300
