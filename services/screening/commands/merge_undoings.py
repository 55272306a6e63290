"""Two records were of two people after all: each has its own answers again, and both are screened again."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.merging.undoing import Undone, give_with, undo_as_said
from chassis.work import Work
from contracts.booking.patients import PatientMergeUndone
from contracts.screening.screenings import IntakeRequested
from services.screening.commands.consults import decide_again
from services.screening.commands.intakes import request_intake
from services.screening.commands.upcoming import BEGAN, list_upcoming
from services.screening.domain.intakes import IntakeReason
from services.screening.store.appointments import appointments_of
from services.screening.store.declarations import latest_declaration
from services.screening.store.intakes import waiting_intake
from services.screening.store.merges import ORIGINS, go_on_publishing_as
from services.screening.store.patients import lock_patient, lock_person
from services.screening.tables import appointments_ahead, consults
from services.screening.worklist import WORKLIST


async def undo_merge(work: Work, event: PatientMergeUndone) -> None:
    """Give back what was the record's. What was decided from the answers of both waits for a clinician, for each.

    Where the merge has not come, it never will have an effect: what events said of the patient under the other record
    is theirs all the same.
    """
    await lock_patient(work, event.patient_id)
    holds = await lock_person(work, event.parted_from)
    said = Undone(event.merge_id, event.patient_id, holds.id, event.merged_at, ())
    undone, is_new = await undo_as_said(work, ORIGINS, said, work.now)
    await go_on_publishing_as(work, holds.id, event.subjects)
    await give_with(work, ORIGINS, undone, event.subjects, (appointments_ahead, consults))
    if not is_new:
        return
    for patient_id in (event.patient_id, holds.id):
        patient = await lock_patient(work, patient_id)
        if patient.erased_at is None:
            await _screen_again(work, patient, undone)
    await WORKLIST.say_again(work, event.patient_id)


async def _screen_again(work: Work, patient: Row, undone: Undone) -> None:
    """Whoever answered since the merge, for one of two people, is asked again; so is whoever was still to answer."""
    declared, waiting = await latest_declaration(work, patient.id), await waiting_intake(work, patient.id)
    if waiting is not None and patient.id == undone.patient_id:
        _ask_again(work, waiting, patient.id)  # what had been sent was called off
    elif patient.home_clinic_id is not None and declared is not None and declared.submitted_at >= undone.merged_at:
        await request_intake(work, patient)
    for each in await appointments_of(work, patient.id):
        await work.set_timer(BEGAN, str(each.id), each.starts_at, {"patient_id": str(patient.id)})
    await decide_again(work, patient, declared)
    await list_upcoming(work, patient.id)


def _ask_again(work: Work, intake: Row, patient_id: UUID) -> None:
    work.publish(
        IntakeRequested(
            intake_id=intake.id,
            patient_id=patient_id,
            clinic_id=intake.clinic_id,
            reason=IntakeReason(intake.reason),
            requested_at=work.now,
        )
    )
