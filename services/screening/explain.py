"""Stored decisions in words: the rules' sentences, their sources, and what other sources say."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from contracts.vocabulary import Outcome, ScreeningStage
from services.screening.commands.record import reasons_of
from services.screening.domain.decisions import Reason, depth_limits_for
from services.screening.domain.facts import plan_of
from services.screening.domain.rules import DepthLimit, RuleSet
from services.screening.forms.answers import (
    AnsweredView,
    DepthView,
    ExplainedScreening,
    LimitsView,
    OwnScreening,
    ReasonView,
    RulingView,
    ScreeningSummary,
    citations,
    disagreements,
)
from services.screening.store.rule_sets import shipped


def _dates(row: Row[Any]) -> dict[str, Any]:
    names = ("patient_id", "clinic_id", "consult_id", "eligible_from", "valid_until", "decided_at", "superseded_by")
    return {name: getattr(row, name) for name in names} | {
        "screening_id": row.id,
        "stage": ScreeningStage(row.stage),
        "outcome": Outcome(row.outcome),
    }


def summary(row: Row[Any]) -> ScreeningSummary:
    """Outcome and dates."""
    return ScreeningSummary(**_dates(row))


def own(row: Row[Any]) -> OwnScreening:
    """Outcome, dates and what the patient has to do."""
    return OwnScreening(**_dates(row), conditions=row.conditions)


def explained(row: Row[Any]) -> ExplainedScreening:
    """Everything, in the words of the rule set that decided."""
    rule_set = shipped()[row.rule_set]
    reasons = reasons_of(rule_set, row.reasons)
    worst = reasons[0].outcome if reasons else None
    plan, answers = row.inputs["plan"], row.inputs["answers"]
    depths = depth_limits_for(rule_set, plan_of(plan)) if plan else ()
    return ExplainedScreening(
        **_dates(row),
        conditions=row.conditions,
        reasons=[_reason(reason, decisive=reason.outcome is worst) for reason in reasons],
        limits=LimitsView(**row.limits, depths=[_depth(limit) for limit in depths]),
        rule_set=row.rule_set,
        signature=row.signature,
        local_day=row.local_day,
        age=row.inputs["age"],
        skin_type=row.inputs["skin_type"],
        planned_depth_mm=Decimal(plan["depth_mm"]) if plan else None,
        answers=_answers(rule_set, ScreeningStage(row.stage), answers),
        notes=_notes(row),
        awaits_ruling=row.awaits_ruling and row.superseded_by is None,
        ruling=RulingView(by=row.ruled_by, reason=row.ruling_reason) if row.ruled_by else None,
        clearance_id=row.clearance_id,
        spent_by=row.spent_by,
    )


def _reason(reason: Reason, *, decisive: bool) -> ReasonView:
    rule = reason.rule
    return ReasonView(
        code=rule.code,
        sentence=rule.sentence,
        outcome=reason.outcome,
        decisive=decisive,
        certain=reason.certain,
        until=reason.until,
        condition=rule.condition,
        overridable=rule.overridable,
        sources=citations(rule.sources),
        disagreements=disagreements(rule.disagreements),
    )


def _depth(limit: DepthLimit) -> DepthView:
    return DepthView(
        code=limit.code,
        max_mm=limit.max_mm,
        sentence=limit.sentence,
        sources=citations(limit.sources),
        disagreements=disagreements(limit.disagreements),
    )


def _answers(rule_set: RuleSet, stage: ScreeningStage, answers: dict[str, bool | str]) -> list[AnsweredView]:
    return [
        AnsweredView(code=question.code, text=question.text, answer=answers[question.code])
        for question in rule_set.questions[stage]
        if question.code in answers
    ]


def _notes(row: Row[Any]) -> list[str]:
    notes = []
    plan, limit = row.inputs["plan"], Decimal(row.limits["max_depth_mm"])
    if plan and Decimal(plan["depth_mm"]) > limit:
        notes.append(f"The plan is {plan['depth_mm']} mm deep, the limit {limit} mm: deeper needs a reasoned override.")
    if row.outcome == Outcome.DEFERRED and row.eligible_from is None:
        notes.append("No day is known from which the patient may come: declare again when things have changed.")
    return notes
