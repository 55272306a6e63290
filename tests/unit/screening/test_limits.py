"""What a clearance covers: depth, anaesthetic, areas that are never needled."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.screening.factories import RULES, a_plan, decided, known


@pytest.mark.parametrize(
    ("device", "area", "millimetres"),
    [
        ("skinpen", "face", "1.5"),  # NCT02646917, SkinPen label
        ("skinpen", "abdomen", "1.5"),  # whatever the area
        ("exceed", "face", "1.5"),  # its needles end there
        ("rejuvapen-nxt", "face", "2.5"),  # NCT02646917: nothing deeper anywhere
        ("dermapen-4", "thighs", "2.5"),
        ("inmode-fractora", "face", "0.5"),  # ojad100: the face's shallowest zone
        ("inmode-fractora", "neck", "1.5"),  # ojad100
        ("inmode-fractora", "abdomen", "2.5"),  # clinics' 4 mm is a disagreement, not a limit
        ("some-pen", "face", "1.5"),  # no label: the strict one holds
        ("some-rf", "neck", "1.5"),
        ("some-roller", "face", "2.5"),  # pens' labels are not about rollers
    ],
)
def test_how_deep_a_device_may_go_in_an_area(device: Any, area: Any, millimetres: Any) -> None:
    limits = decided(known(device, area)).limits
    assert limits is not None
    assert limits.max_depth_mm == Decimal(millimetres)
    assert next(iter(RULES.depth_limits_for(a_plan(device, area), None).values())).sources


def test_the_orbital_rim_is_always_left_out() -> None:
    limits = decided(known()).limits
    assert limits is not None
    assert limits.excluded_areas == ("inside_orbital_rim",)


@pytest.mark.parametrize("answer", [True, "not_sure"])
@pytest.mark.parametrize(
    "item",
    [
        "liver_disease",
        "pseudocholinesterase_deficiency",
        "paba_or_sulphonamide_allergy",
        "methaemoglobinaemia",
        "methaemoglobin_risk",
        "antiarrhythmics",
        "pregnant_or_nursing",
        "anaesthetic_allergy",
    ],
)
def test_no_numbing_cream_when_it_is_unsuitable_or_may_be(item: Any, answer: Any) -> None:
    for device in ("dermapen-4", "exceed"):
        limits = decided(known(device, **{item: answer})).limits
        assert limits is not None
        assert not limits.anaesthetic_allowed


def test_a_healthy_adult_may_be_numbed() -> None:
    limits = decided(known()).limits
    assert limits is not None
    assert limits.anaesthetic_allowed
