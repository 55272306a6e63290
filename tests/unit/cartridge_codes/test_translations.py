"""What is wrong with a scan, or with a scanner, is there in Portuguese: the sentence and every part of it."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cartridge_codes import faults, forms
from cartridge_codes.faults import Part
from cartridge_codes.gs1 import ScanRefused, read_scan
from chassis.http.app import translations_of
from chassis.http.languages import catalogues_of
from chassis.refusals import places_of
from services.booking.app import service as booking
from services.inventory.app import service as inventory
from tests.support import scans_sent
from tests.unit.cartridge_codes.scans import SCANS

PORTUGUESE = catalogues_of("cartridge_codes")["pt-PT"]
FAULTS = {fault.words for fault in vars(faults).values() if isinstance(fault, faults.Fault)}
TODAY = date(2026, 11, 21)


def refusals() -> Iterator[ScanRefused]:
    for scan, _ in [*SCANS, *scans_sent.SCANS]:
        try:
            read_scan(scan, today=TODAY)
        except ScanRefused as refused:
            yield refused


def parts_of(values: Any) -> Iterator[str]:
    for value in values.values():
        if isinstance(value, Part):
            yield value.sentence
            yield from parts_of(value.values)


def said() -> set[str]:
    """Every text in the code, and those that are put together of two."""
    sources = [path.read_text(encoding="utf-8") for path in Path("cartridge_codes").glob("*.py")]
    texts = {
        node.value
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    kinds = ("digit|digits", "character|characters")
    forms = {f"{count} {{count:{kind}}}" for count in ("{count}", "up to {count}") for kind in kinds}
    return texts | FAULTS | forms


def test_every_fault_has_a_portuguese_sentence() -> None:
    assert FAULTS - set(PORTUGUESE) == set()


def test_a_translation_names_the_values_of_its_sentence_and_something_says_it() -> None:
    assert [each for each, words in PORTUGUESE.items() if places_of(each) != places_of(words)] == []
    assert set(PORTUGUESE) - said() == set()


def test_every_part_of_every_refused_scan_is_translated() -> None:
    parts = {part for refused in refusals() for part in parts_of(refused.values)}
    assert len(parts) > 20
    assert parts - set(PORTUGUESE) == set()


def test_what_fields_hold_is_named_in_portuguese() -> None:
    checked = {what for what, _, _ in forms._CHECKED.values()}
    whole = {form for _, form in forms._WHOLE.values()}
    assert {*forms._DAYS.values(), *checked, *whole} - set(PORTUGUESE) == set()


@pytest.mark.parametrize("service", [inventory, booking])
def test_both_services_that_scan_say_it_in_portuguese(service: Any) -> None:
    with pytest.raises(ScanRefused) as refused:
        read_scan("]d2010061414199999617270331", today=TODAY)
    words = translations_of(service).sentence(refused.value.sentence, refused.value.values, "pt-PT")
    assert "não tem lote (10)" in words
    assert words.endswith("leia ambos na mesma linha.")
