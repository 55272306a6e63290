"""Keep a decision with everything it was made from, and tell the chain about it in codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from chassis.ids import new_id
from chassis.work import Work
from contracts.screening.screenings import ScreeningDecided, TreatmentLimits
from contracts.vocabulary import Modality, Outcome, ScreeningStage
from services.screening.domain.decisions import Limits, Reason
from services.screening.domain.facts import Facts, Plan
from services.screening.domain.rules import RuleSet
from services.screening.store.screenings import signature_of, supersede
from services.screening.tables import screenings

UNSIGNED = "unsigned"


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
    conditions: tuple[str, ...]
    ruled_by: str | None = None
    ruling_reason: str | None = None


def stored_limits(plan: Plan, limits: Limits) -> dict[str, Any]:
    """What a clearance covers, as JSON."""
    return {
        "modality": plan.modality.value,
        "device_model": plan.device_model,
        "area": str(plan.area),
        "max_depth_mm": str(limits.max_depth_mm),
        "anaesthetic_allowed": limits.anaesthetic_allowed,
        "excluded_areas": [str(area) for area in limits.excluded_areas],
    }


def treatment_limits(stored: Mapping[str, Any]) -> TreatmentLimits:
    """The same for an event."""
    return TreatmentLimits(
        modality=Modality(stored["modality"]),
        device_model=stored["device_model"],
        area=stored["area"],
        max_depth_mm=Decimal(stored["max_depth_mm"]),
        anaesthetic_allowed=stored["anaesthetic_allowed"],
        excluded_areas=tuple(stored["excluded_areas"]),
    )


async def record(work: Work, subject: Subject, facts: Facts, verdict: Verdict, rule_set: RuleSet) -> UUID:
    """Store the decision as the current one of its stage and plan, and publish ScreeningDecided. Answers its id."""
    screening_id = new_id()
    signature = await signature_of(work, rule_set.version, rule_set.digest)
    await supersede(work, subject.consult_id, subject.stage, by=screening_id)
    await work.execute(
        insert(screenings).values(
            id=screening_id,
            patient_id=subject.patient_id,
            clinic_id=subject.clinic_id,
            stage=subject.stage,
            consult_id=subject.consult_id,
            declaration_id=subject.declaration_id,
            clearance_id=subject.clearance_id,
            outcome=verdict.outcome,
            awaits_ruling=verdict.awaits_ruling,
            eligible_from=verdict.eligible_from,
            valid_until=verdict.valid_until,
            limits=dict(verdict.limits),
            reasons=[stored_reason(reason) for reason in verdict.reasons],
            conditions=list(verdict.conditions),
            inputs=facts.stored(),
            rule_set=rule_set.version,
            signature=signature.signed_by if signature else UNSIGNED,
            local_day=facts.today,
            decided_at=work.now,
            ruled_by=verdict.ruled_by,
            ruling_reason=verdict.ruling_reason,
        )
    )
    work.publish(
        ScreeningDecided(
            screening_id=screening_id,
            patient_id=subject.patient_id,
            clinic_id=subject.clinic_id,
            stage=subject.stage,
            consult_id=subject.consult_id,
            outcome=verdict.outcome,
            limits=treatment_limits(verdict.limits),
            eligible_from=verdict.eligible_from,
            valid_until=verdict.valid_until,
            conditions=len(verdict.conditions),
            rule_set=rule_set.version,
            rule_set_digest=rule_set.digest,
            reasons=tuple(reason.rule.code for reason in verdict.reasons),
            decided_at=work.now,
        )
    )
    return screening_id


def stored_reason(reason: Reason) -> dict[str, Any]:
    """A reason as JSON: its rule by code, for the rule set keeps the words."""
    return {
        "code": reason.rule.code,
        "certain": reason.certain,
        "until": reason.until.isoformat() if reason.until else None,
    }


def reasons_of(rule_set: RuleSet, stored: list[dict[str, Any]]) -> tuple[Reason, ...]:
    """Reasons from their stored form."""
    return tuple(
        Reason(
            rule_set.rules[reason["code"]],
            reason["certain"],
            date.fromisoformat(reason["until"]) if reason["until"] else None,
        )
        for reason in stored
    )
