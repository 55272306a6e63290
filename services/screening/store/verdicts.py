"""Who was screened, and what was decided, in the form in which it is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from services.screening.domain.decisions import Decision, Limits, Reason
from services.screening.domain.outcomes import CLEARANCES, Outcome, ScreeningStage
from services.screening.domain.plans import Plan
from services.screening.domain.results import Result
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rulings import awaits_ruling
from services.screening.domain.standing_rulings import limits_of
from services.screening.domain.superseding import Held


@dataclass(frozen=True, slots=True)
class Subject:
    """Who and what was screened."""

    patient_id: UUID
    clinic_id: UUID
    stage: ScreeningStage
    consult_id: UUID
    declaration_id: UUID
    clearance_id: UUID | None = None
    """Day-of checks: the consult clearance that was checked."""
    published_as: UUID | None = None
    """The patient in what is published of the consult; None for ``patient_id``."""
    first: bool = False
    """True when it is known that nothing was decided about it before, so that nothing has to be superseded."""


def subject_of(decision: Row) -> Subject:
    """Who and what a decision was about, for one that takes its place."""
    return Subject(
        patient_id=decision.patient_id,
        clinic_id=decision.clinic_id,
        stage=ScreeningStage(decision.stage),
        consult_id=decision.consult_id,
        declaration_id=decision.declaration_id,
        clearance_id=decision.clearance_id,
        published_as=decision.published_as,
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided, by rules or by a medical director."""

    outcome: Outcome
    awaits_ruling: bool
    eligible_from: date | None
    valid_until: date | None
    limits: Mapping[str, Any]
    """As ``stored_limits`` makes them."""
    reasons: tuple[Reason, ...]
    conditions: tuple[Mapping[str, str], ...]
    """Each ``{"code": …}`` of the rule set's conditions, or ``{"text": …}`` as a director wrote it."""
    practitioner_id: UUID | None = None
    """Who checked the day, or ruled, where their token names a practitioner."""
    ruled_by: str | None = None
    ruling_reason: str | None = None
    held: Held | None = None
    """Why it waits for a clinician though the rules alone would have been milder."""

    @classmethod
    def by_rules(cls, decision: Decision, limits: Mapping[str, Any]) -> "Verdict":
        """What rules alone decided."""
        return cls(
            outcome=decision.outcome,
            awaits_ruling=awaits_ruling(decision.outcome, decision.reasons),
            eligible_from=decision.eligible_from,
            valid_until=decision.valid_until,
            limits=limits,
            reasons=decision.reasons,
            conditions=stored_conditions(decision.conditions),
        )

    def held_for(self, held: Held | None) -> "Verdict":
        """The same as a review, when it is held."""
        if held is None:
            return self
        day = self.eligible_from if self.outcome is Outcome.DEFERRED else None
        waits = replace(self, outcome=Outcome.REVIEW, awaits_ruling=True, valid_until=None)
        return replace(waits, eligible_from=day, held=held)


def stored_limits(plan: Plan, limits: Limits) -> dict[str, Any]:
    """What a clearance covers, as JSON."""
    return {
        "modality": plan.modality.value,
        "device_model": plan.device_model,
        "area": plan.area,
        "max_depth_mm": str(limits.max_depth_mm),
        "anaesthetic_allowed": limits.anaesthetic_allowed,
        "excluded_areas": list(limits.excluded_areas),
        "further": [{"area": area, "max_depth_mm": str(depth)} for area, depth in limits.further.items()],
    }


def stored_conditions(codes: Sequence[str]) -> tuple[Mapping[str, str], ...]:
    """Conditions of a rule set, as JSON."""
    return tuple({"code": code} for code in codes)


def stored_reason(reason: Reason) -> dict[str, Any]:
    """A reason as JSON: its rule by code, for the rule set keeps the words."""
    return {
        "code": reason.code,
        "certain": reason.certain,
        "until": reason.until.isoformat() if reason.until else None,
    }


def reasons_of(rule_set: RuleSet, stored: Sequence[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """Reasons from their stored form."""
    return tuple(
        Reason(
            reason["code"],
            rule_set.rules[reason["code"]],
            reason["certain"],
            date.fromisoformat(reason["until"]) if reason["until"] else None,
        )
        for reason in stored
    )


def result_of_kept(decision: Row) -> Result:
    """The parts of a stored decision that a patient notices."""
    limits = limits_of(decision.limits)
    return Result(
        outcome=Outcome(decision.outcome),
        eligible_from=None if decision.outcome in CLEARANCES else decision.eligible_from,
        conditions=tuple(each["code"] for each in decision.conditions if "code" in each),
        max_depth_mm=limits.max_depth_mm,
        anaesthetic_allowed=limits.anaesthetic_allowed,
        excluded_areas=frozenset(limits.excluded_areas),
        rules=frozenset(reason["code"] for reason in decision.reasons),
    )
