"""What contradicts itself in a product is refused with what to do."""

from decimal import Decimal
from typing import Any

import pytest

from services.inventory.domain.products import ProductKind, problems_of_packages, problems_of_product
from services.inventory.domain.receipts import Labelled
from tests.unit.inventory.factories import in_days

PEN, BOX = "09506000134352", "19506000134359"


def problems(**changes: Any) -> list[str]:
    plain: dict[str, Any] = {
        "kind": ProductKind.CARTRIDGE,
        "needles": 12,
        "lengths_mm": (Decimal("0.25"), Decimal("2.5")),
        "price_minor": 900,
        "currency": "EUR",
    }
    return problems_of_product(**{**plain, **changes})


def test_a_cartridge_with_needles_lengths_and_a_price_is_right() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"lengths_mm": (Decimal(3), Decimal(2))}, "exchange"),
        ({"lengths_mm": (Decimal(3), None)}, "together"),
        ({"currency": None}, "together"),
        ({"kind": ProductKind.SERUM}, "no needles"),
    ],
)
def test_what_contradicts_itself_is_refused(changes: dict[str, Any], word: str) -> None:
    [problem] = problems(**changes)
    assert word in problem


def test_a_package_has_a_gtin_of_its_own_once() -> None:
    assert problems_of_packages(PEN, [BOX]) == []
    assert "single unit" in problems_of_packages(PEN, [PEN])[0]
    assert "twice" in problems_of_packages(PEN, [BOX, BOX])[0]


def test_three_boxes_of_ten_are_thirty_units_and_the_serial_is_the_boxes() -> None:
    label = Labelled(BOX, "A", in_days(300), "S1", 3, counted=10)
    inside = label.unpacked(PEN, 10, packages=3)
    assert (inside.gtin, inside.quantity, inside.counted, inside.serial) == (PEN, 30, 30, None)
    assert inside.package == (BOX, "S1")
