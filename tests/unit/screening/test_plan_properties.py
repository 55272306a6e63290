"""For any plan: too deep is never silently cleared, and what the practitioner did not say is never milder."""

import dataclasses
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import Modality
from services.screening.domain.decisions import known_to
from services.screening.domain.facts import Facts
from services.screening.domain.outcomes import CLEARANCES, SEVERITY, Outcome
from services.screening.domain.plans import Finding, FurtherArea, Plan
from tests.unit.screening.factories import RULES, TODAY, decided, healthy

DEVICES = ["skinpen", "dermapen-4", "exceed", "rejuvapen-nxt", "inmode-fractora", "some-device"]
depths = st.decimals("0.25", "6", places=2)
zones = st.none() | st.sampled_from(sorted(RULES.zones))
areas = st.sampled_from(sorted(RULES.areas))
plans = st.builds(
    Plan,
    concern=st.sampled_from(sorted(RULES.concerns)),
    area=areas,
    modality=st.sampled_from(Modality),
    device_model=st.sampled_from(DEVICES),
    depth_mm=depths,
    zone=zones,
    cream=st.none() | st.booleans(),
    cream_percent=st.none() | st.decimals("0", "30", places=1),
    product=st.none() | st.just("vitamin_c"),
    product_infused=st.none() | st.booleans(),
    infusion_reasoned=st.none() | st.booleans(),
)


def of(plan: Plan, *findings: Finding) -> Any:
    return decided(known_to(RULES, Facts(TODAY, healthy(), 40, 3, True, plan, findings=findings)))


def severity(plan: Plan) -> int:
    return SEVERITY[of(plan).outcome]


@given(plans, areas, depths)
def test_too_deep_in_any_area_is_a_condition_or_is_not_cleared(plan: Plan, area: str, depth: Decimal) -> None:
    further = () if area == plan.area else (FurtherArea(area, depth),)
    decision = of(dataclasses.replace(plan, further=further))
    too_deep = plan.depth_mm > decision.limits.max_depth_mm or any(
        each.depth_mm > decision.limits.further[each.area] for each in further
    )
    assert too_deep == ("within_depth_limit" in decision.conditions)
    assert not (too_deep and decision.outcome is Outcome.CLEARED)
    assert decision.limits.max_depth_mm <= Decimal("2.5")


@given(plans)
def test_a_zone_that_is_not_named_is_never_milder_and_never_deeper_than_any_that_is(plan: Plan) -> None:
    unnamed = dataclasses.replace(plan, zone=None)
    assert severity(unnamed) >= severity(plan)
    assert of(unnamed).limits.max_depth_mm <= of(plan).limits.max_depth_mm


@given(plans)
def test_how_a_product_is_used_and_why_is_never_better_left_unsaid(plan: Plan) -> None:
    unsaid = dataclasses.replace(plan, product_infused=None, infusion_reasoned=None)
    applied = dataclasses.replace(plan, product_infused=False)
    reasoned = dataclasses.replace(plan, product_infused=True, infusion_reasoned=True)
    if plan.product is not None:
        assert severity(unsaid) >= max(severity(applied), severity(reasoned))


@given(plans, st.sampled_from(sorted(RULES.findings)), st.sampled_from(sorted(RULES.place_names)))
def test_a_finding_never_makes_a_plan_milder_nor_its_place_stricter(plan: Plan, kind: str, place: str) -> None:
    placed, unplaced = of(plan, Finding(kind, (place,))), of(plan, Finding(kind))
    assert severity(plan) <= SEVERITY[placed.outcome] <= SEVERITY[unplaced.outcome]


@given(plans, st.sampled_from(sorted(RULES.place_names)))
def test_a_part_that_is_left_out_is_out_of_bounds_for_the_session(plan: Plan, place: str) -> None:
    decision = of(dataclasses.replace(plan, left_out=(place,)))
    assert place in decision.limits.excluded_areas or place == plan.area
    assert (decision.outcome in CLEARANCES) == (of(plan).outcome in CLEARANCES)
