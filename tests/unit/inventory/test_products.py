"""What contradicts itself in a product is refused with what to do."""

import re
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from services.inventory.domain.products import (
    Cartridges,
    ProductKind,
    problems_of_packages,
    problems_of_product,
    problems_of_substitute,
)
from services.inventory.domain.receipts import Labelled
from services.inventory.forms.products import ProductForm
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
    return [str(each) for each in problems_of_product(**{**plain, **changes})]


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
    assert "single unit" in str(problems_of_packages(PEN, [PEN])[0])
    assert "twice" in str(problems_of_packages(PEN, [BOX, BOX])[0])


def test_three_boxes_of_ten_are_thirty_units_and_the_serial_is_the_boxes() -> None:
    label = Labelled(BOX, "A", in_days(300), "S1", 3, counted=10)
    inside = label.unpacked(PEN, 10, packages=3)
    assert (inside.gtin, inside.quantity, inside.counted, inside.serial) == (PEN, 30, 30, None)
    assert inside.package == (BOX, "S1")


def a_cartridge(gtin: str, **facts: Any) -> Cartridges:
    pen: dict[str, Any] = {
        "kind": "cartridge",
        "fits": ["skinpen"],
        "needles": 12,
        "shortest_mm": Decimal("0.25"),
        "longest_mm": Decimal("2.5"),
    }
    return Cartridges(gtin=gtin, **(pen | facts))


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"kind": "serum"}, "both have to be cartridges"),
        ({"fits": ["roller"]}, "does not fit skinpen"),
        ({"needles": 16}, "has 16 needles and this 12"),
        ({"needles": None}, "has \\? needles"),
        ({"longest_mm": Decimal("2.0")}, "reaches all of it"),
        ({"shortest_mm": None, "longest_mm": None}, "of no declared length"),
    ],
)
def test_a_product_that_does_not_fit_is_no_substitute(other: dict[str, Any], why: str) -> None:
    [problem, *_] = problems_of_substitute(a_cartridge("A"), a_cartridge("B", **other))
    assert re.search(why, str(problem))


def test_a_product_that_fits_more_and_reaches_further_is_a_substitute() -> None:
    wider = a_cartridge("B", fits=["skinpen", "another"], shortest_mm=Decimal("0.1"), longest_mm=Decimal("3.0"))
    assert problems_of_substitute(a_cartridge("A"), wider) == []
    assert problems_of_substitute(wider, a_cartridge("A"))
    assert problems_of_substitute(a_cartridge("A", needles=None), a_cartridge("B", needles=None))


@pytest.mark.parametrize(
    ("code", "right"), [("EUR", True), ("XOF", True), ("XXX", False), ("XAU", False), ("EUE", False)]
)
def test_a_price_is_in_money(code: str, right: bool) -> None:
    body = {"name": "Pen cartridge", "fits": ["pen"], "gtin": PEN, "price_minor": 900, "currency": code}
    if right:
        assert ProductForm.model_validate(body).currency == code
    else:
        with pytest.raises(ValidationError, match="ISO 4217"):
            ProductForm.model_validate(body)
