"""Ask a patient for the health declaration, or for what it lacks."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from contracts.screening.screenings import IntakeRequested
from services.screening.domain.intakes import IntakeReason, Request
from services.screening.store.appointments import appointments_of
from services.screening.store.consults import waits_for_a_decision
from services.screening.store.intakes import insert_intake, request_of, waiting_intake, was_asked, widen_intake

WHOLE = Request(IntakeReason.REGISTERED, None)
SCREENED = ("consult", "session")
"""Kinds of appointments that need a declaration; a review of results does not."""


async def request_intake(work: Work, patient: Row, request: Request = WHOLE) -> None:
    """Open an intake and publish IntakeRequested. One that waits is widened and published again, unless it covers this.

    The patient's row is locked.
    """
    clinic_id, waiting = patient.home_clinic_id, await waiting_intake(work, patient.id)
    if waiting is None:
        intake_id = await insert_intake(work, patient.id, clinic_id, request)
    elif request_of(waiting).covers(request):
        return
    else:
        intake_id, request = waiting.id, request_of(waiting).together_with(request)
        await widen_intake(work, intake_id, request)
    work.publish(
        IntakeRequested(
            intake_id=intake_id,
            patient_id=patient.id,
            clinic_id=clinic_id,
            reason=request.reason,
            requested_at=work.now,
        )
    )


async def ask_if_never_asked(work: Work, patient: Row) -> None:
    """Ask a patient who comes from other software, where nobody asked at the registration.

    The patient's row is locked. While the registration has not arrived, nothing happens: it asks.
    """
    if patient.home_clinic_id is not None and not await was_asked(work, patient.id):
        await request_intake(work, patient)


async def is_needed(work: Work, patient_id: UUID) -> bool:
    """Whether something lies ahead, or took place, for which a declaration is needed."""
    ahead = await appointments_of(work, patient_id)
    return any(each.kind in SCREENED for each in ahead) or await waits_for_a_decision(work, patient_id)
