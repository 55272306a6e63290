"""Ask a patient for the health declaration, or for what it lacks."""

from chassis.data.rows import Row
from chassis.work import Work
from contracts.screening.screenings import IntakeRequested
from services.screening.domain.intakes import IntakeReason, Request
from services.screening.store.intakes import insert_intake, request_of, waiting_intake, widen_intake

WHOLE = Request(IntakeReason.REGISTERED, None)


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
