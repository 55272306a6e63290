"""A consult was entered in error: what was decided about it counts no longer, and nobody looks at it any more."""

from datetime import datetime
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from contracts import vocabulary
from contracts.screening.screenings import DecisionVoided
from services.screening.commands.consults import decide_again
from services.screening.commands.reviews import end_review
from services.screening.commands.upcoming import list_upcoming
from services.screening.store.consults import is_not_followed, void_consult
from services.screening.store.declarations import latest_declaration
from services.screening.store.patients import published_patient

VOIDED = "voided"


async def void_decisions(work: Work, patient: Row, consult_id: UUID, at: datetime) -> None:
    """The patient's row is locked. Where the consult before is the last one again, it follows the last declaration."""
    for decision in await void_consult(work, consult_id, at):
        await end_review(work, decision, VOIDED)
        work.publish(
            DecisionVoided(
                screening_id=decision.id,
                patient_id=published_patient(decision),
                clinic_id=decision.clinic_id,
                stage=vocabulary.ScreeningStage(decision.stage),
                consult_id=consult_id,
                voided_at=at,
            )
        )
    declared = await latest_declaration(work, patient.id)
    if declared is not None and await is_not_followed(work, declared):
        await decide_again(work, patient, declared)
    await list_upcoming(work, patient.id)
