"""The published cases through the rules alone: outcome, date, conditions and limits are each as the source says."""

from decimal import Decimal
from typing import Any

import pytest

from bibliography import SOURCES
from services.screening.domain.answers import read_answers
from services.screening.domain.outcomes import CLEARANCES, ScreeningStage
from services.screening.domain.plans import Finding
from tests.unit.screening.factories import RULES, decided, known
from tests.unit.screening.published_cases import CASES, Case


def weighed(case: Case) -> Any:
    plan: dict[str, Any] = dict(case.plan)
    named = {name: plan.pop(name) for name in ("device", "area", "concern") if name in plan}
    if depth := plan.pop("depth", None):
        plan["depth_mm"] = Decimal(depth)
    if percent := plan.pop("cream_percent", None):
        plan["cream_percent"] = Decimal(percent)
    written = {code: each.isoformat() if hasattr(each, "isoformat") else each for code, each in case.answers.items()}
    read, problems = read_answers(RULES, ScreeningStage.CONSULT, written)
    assert problems == ()
    answers: dict[str, Any] = dict(read)
    findings = tuple(Finding(kind, places) for kind, places in case.findings)
    return decided(
        known(
            **named,
            plan=plan,
            findings=findings,
            age=case.age,
            skin_type=case.skin_type,
            suitable=case.suitable,
            **answers,
        )
    )


@pytest.mark.parametrize("case", CASES, ids=[f"{each.source}: {each.says}" for each in CASES])
def test_a_published_case_is_decided_as_its_source_says(case: Case) -> None:
    decision = weighed(case)
    assert decision.outcome is case.outcome, [reason.code for reason in decision.reasons]
    assert frozenset(decision.conditions) == case.conditions
    if case.outcome not in CLEARANCES:
        assert decision.eligible_from == case.day
    assert decision.limits.anaesthetic_allowed is case.numbing
    assert case.left_out <= set(decision.limits.excluded_areas)
    if case.depth:
        assert decision.limits.max_depth_mm == Decimal(case.depth)


def test_there_are_enough_cases_and_each_is_told_apart() -> None:
    assert len(CASES) >= 150
    assert len({each.says for each in CASES}) >= len(CASES) - 8
    assert {each.source for each in CASES} <= set(SOURCES)


def test_no_case_is_cleared_deeper_than_its_limit_without_a_condition_that_says_so() -> None:
    for case in CASES:
        decision = weighed(case)
        planned = Decimal(case.plan.get("depth", "0.5"))
        if decision.outcome in CLEARANCES and planned > decision.limits.max_depth_mm:
            assert "within_depth_limit" in decision.conditions
