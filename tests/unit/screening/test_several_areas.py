"""A plan with several areas: each is weighed by itself, the strictest decides, and each has its own depth."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.screening.domain.accounts import STOOD, accounts
from services.screening.domain.facts import Detailed, facts_of
from services.screening.domain.outcomes import SEVERITY, Outcome, ScreeningStage
from services.screening.domain.plans import FurtherArea
from tests.unit.screening.factories import RULES, codes, decided, known


def with_areas(*further: FurtherArea, device: str = "skinpen", **facts: Any) -> Any:
    return known(device, plan={"further": further}, **facts)


def test_an_area_that_is_outside_the_label_sends_the_plan_to_review() -> None:
    assert decided(known("skinpen", skin_type=1)).outcome is Outcome.CLEARED
    both = decided(with_areas(FurtherArea("neck", Decimal("1.0")), skin_type=1))
    assert (both.outcome, codes(both)) == (Outcome.REVIEW, {"R53"})


def test_each_area_has_its_own_depth() -> None:
    rf = {"device": "inmode-fractora", "concern": "texture"}
    decision = decided(with_areas(FurtherArea("neck", Decimal("1.5")), FurtherArea("thighs", Decimal("2.5")), **rf))
    assert decision.outcome is Outcome.CLEARED
    assert decision.limits is not None
    assert decision.limits.max_depth_mm == Decimal("0.5")
    assert decision.limits.further == {"neck": Decimal("1.5"), "thighs": Decimal("2.5")}


def test_too_deep_in_one_area_is_a_condition_of_the_whole() -> None:
    decision = decided(with_areas(FurtherArea("neck", Decimal("2.0"))))
    assert (decision.outcome, decision.conditions) == (Outcome.CLEARED_WITH_CONDITIONS, ("within_depth_limit",))


def test_a_wait_of_one_area_delays_the_plan() -> None:
    lips = Detailed(date(2026, 11, 16), places=("lips",))
    assert decided(known("exceed", "thighs", toxin_or_filler_on=lips)).outcome is Outcome.CLEARED
    both = known("exceed", "thighs", plan={"further": (FurtherArea("face", Decimal(1)),)}, toxin_or_filler_on=lips)
    assert (decided(both).outcome, decided(both).eligible_from) == (Outcome.DEFERRED, date(2026, 11, 30))


def test_an_area_that_is_planned_is_not_left_out_for_another() -> None:
    both = known("exceed", plan={"left_out": ("lips", "nose"), "further": (FurtherArea("lips", Decimal("0.5")),)})
    limits = decided(both).limits
    assert limits is not None
    assert limits.excluded_areas == ("inside_orbital_rim", "nose")


@pytest.mark.parametrize("area", ["scalp", "inside_orbital_rim"])
def test_no_area_is_carried_through_by_the_others(area: Any) -> None:
    assert decided(with_areas(FurtherArea(area, Decimal(1)))).outcome in (Outcome.REVIEW, Outcome.DECLINED)


def test_a_rule_that_holds_in_one_area_only_is_accounted_for_as_holding_there() -> None:
    facts = with_areas(FurtherArea("neck", Decimal("1.0")), skin_type=1)
    stood = {each.code: each.why for each in accounts(RULES, ScreeningStage.CONSULT, facts) if each.standing in STOOD}
    assert list(stood) == ["R53"]
    assert stood["R53"].endswith("Area: The neck.")


def test_several_areas_are_kept_for_ever() -> None:
    facts = with_areas(FurtherArea("face", Decimal("1.0"), "malar", ("lips",)))
    assert facts_of(facts.stored()) == facts


@given(st.sampled_from(sorted(RULES.areas)), st.sampled_from(sorted(RULES.areas)), st.integers(1, 6), st.data())
def test_a_further_area_never_makes_a_plan_milder(first: Any, second: Any, skin_type: Any, data: Any) -> None:
    device = data.draw(st.sampled_from(["skinpen", "dermapen-4", "exceed", "inmode-fractora", "some-roller"]))
    code = data.draw(st.sampled_from(["infection_now", "tattoo_in_area", "toxin_or_filler_on", "facial_surgery_on"]))
    yes: Any = date(2026, 11, 16) if code.endswith("_on") else True
    answers: Any = {code: data.draw(st.sampled_from([False, "not_sure", yes, Detailed(yes, places=("lips",))]))}
    if code == "facial_surgery_on":
        answers = {code: data.draw(st.sampled_from([False, yes]))}
    depth = Decimal("0.5")
    shallow = {"depth_mm": depth}
    alone = [known(device, area, skin_type=skin_type, plan=shallow, **answers) for area in (first, second)]
    further = {"further": (FurtherArea(second, depth),), "depth_mm": depth}
    both = known(device, first, skin_type=skin_type, plan=further, **answers)
    severities = [SEVERITY[decided(each).outcome] for each in alone]
    assert SEVERITY[decided(both).outcome] == max(severities)
    assert codes(decided(both)) == codes(decided(alone[0])) | codes(decided(alone[1]))
