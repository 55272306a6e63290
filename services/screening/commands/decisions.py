"""Keep a decision with everything it was made from, and publish it in codes."""

from decimal import Decimal
from typing import Any

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.reference.kinds import Version
from chassis.work import Work
from contracts import vocabulary
from contracts.screening.screenings import AreaLimit, ScreeningDecided, TreatmentLimits
from services.screening.commands.reviews import list_review
from services.screening.commands.upcoming import list_upcoming
from services.screening.domain.facts import Facts
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.rule_sets import RuleSet
from services.screening.store.decisions import insert_decision
from services.screening.store.patients import published_patient
from services.screening.store.verdicts import Subject, Verdict


async def keep_decision(work: Work, subject: Subject, facts: Facts, verdict: Verdict, rules: Version[RuleSet]) -> Row:
    """Store the decision as the current one of its stage and plan, and publish ScreeningDecided. Answers its row.

    The worklist follows: a review waits for a medical director, anything else ends the waiting.
    """
    stored = await insert_decision(work, new_id(), subject, facts, verdict, rules)
    await list_review(work, stored, first=subject.first)
    if subject.stage is ScreeningStage.CONSULT:
        await list_upcoming(work, subject.patient_id)
    work.publish(
        ScreeningDecided(
            screening_id=stored.id,
            patient_id=published_patient(stored),
            clinic_id=stored.clinic_id,
            stage=vocabulary.ScreeningStage(stored.stage),
            consult_id=stored.consult_id,
            outcome=vocabulary.Outcome(stored.outcome),
            limits=_limits(stored.limits),
            eligible_from=stored.eligible_from,
            valid_until=stored.valid_until,
            conditions=len(stored.conditions),
            rule_set=stored.rule_set,
            rule_set_digest=stored.rule_set_digest,
            reasons=tuple(reason["code"] for reason in stored.reasons),
            decided_at=stored.decided_at,
        )
    )
    return stored


def _limits(stored: dict[str, Any]) -> TreatmentLimits:
    return TreatmentLimits(
        modality=vocabulary.Modality(stored["modality"]),
        device_model=stored["device_model"],
        area=stored["area"],
        max_depth_mm=Decimal(stored["max_depth_mm"]),
        anaesthetic_allowed=stored["anaesthetic_allowed"],
        excluded_areas=tuple(stored["excluded_areas"]),
        further=tuple(AreaLimit.model_validate(each) for each in stored.get("further", ())),
    )
