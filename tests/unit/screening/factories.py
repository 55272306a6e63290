"""Patients and plans for tests: a healthy adult with a plan that nothing stands against, and what differs."""

from datetime import date
from decimal import Decimal
from typing import Any

from contracts.vocabulary import Area, Concern, Modality, ScreeningStage
from services.screening.domain.decisions import Decision, assess
from services.screening.domain.facts import Answer, Facts, Plan
from services.screening.store.rule_sets import shipped

RULES = shipped()["2026-11"]
TODAY = date(2026, 11, 21)

MODALITIES = {"inmode-fractora": Modality.RF, "some-rf": Modality.RF, "some-roller": Modality.ROLLER}
"""Devices that are not pens."""


def healthy(stage: ScreeningStage = ScreeningStage.CONSULT, **different: Answer) -> dict[str, Answer]:
    """Every question of the declaration answered with no, but for what differs."""
    return {question.code: False for question in RULES.questions[stage]} | different


def a_plan(device: str = "exceed", area: Area = Area.FACE, concern: Concern = Concern.TEXTURE) -> Plan:
    return Plan(concern, area, MODALITIES.get(device, Modality.PEN), device, Decimal("1.0"))


def known(
    device: str = "exceed",
    area: Area = Area.FACE,
    concern: Concern = Concern.TEXTURE,
    *,
    age: int = 40,
    skin_type: int = 3,
    suitable: bool = True,
    **answers: Any,
) -> Facts:
    """All facts of a consult screening."""
    return Facts(TODAY, healthy(**answers), age, skin_type, suitable, a_plan(device, area, concern))


def today_is(has_conditions: bool = False, **answers: Any) -> Facts:
    """All facts of a day-of check."""
    return Facts(TODAY, healthy(ScreeningStage.DAY_OF, **answers), has_conditions=has_conditions)


def decided(facts: Facts, stage: ScreeningStage = ScreeningStage.CONSULT) -> Decision:
    """The decision, which there must be."""
    decision = assess(RULES, stage, facts)
    assert isinstance(decision, Decision), decision
    return decision


def codes(decision: Decision) -> set[str]:
    return {reason.rule.code for reason in decision.reasons}
