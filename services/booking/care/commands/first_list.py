"""After an upgrade that brought kinds of items: what there was to do before is listed, patient by patient."""

from uuid import UUID

from chassis.work import Work
from services.booking.calendar.commands.calls import list_call
from services.booking.calendar.commands.problems import list_problems
from services.booking.calendar.domain.problems import Fate
from services.booking.calendar.store.appointments import booked_of
from services.booking.care.commands.courses import plan_waiting
from services.booking.care.commands.to_book import list_what_to_book
from services.booking.people.commands.merge_proposals import list_proposal
from services.booking.people.commands.processing_consents import list_withdrawn_of
from services.booking.people.store.merge_proposals import waiting_proposals
from services.booking.people.store.patients import lock_patient, patients_after

LIST_WORK = "list-work"
"""The timer that such a migration sets once."""
PIECE = 50


async def list_work(work: Work, after: UUID | None) -> None:
    """List what there is to do for some patients, and go on with the next in a transaction of their own."""
    found = await patients_after(work, after, PIECE)
    for patient_id in found:
        patient = await lock_patient(work, patient_id)
        for appointment in await booked_of(work, patient_id):
            if appointment.held_since is not None:
                await list_problems(work, appointment, Fate.HELD)
            if appointment.unreached_at is not None:
                await list_call(work, appointment)
        await plan_waiting(work, patient_id)
        for proposal in await waiting_proposals(work, patient_id):
            await list_proposal(work, patient_id, proposal.id, proposal.clinic_id)
        await list_withdrawn_of(work, patient_id, patient.home_clinic_id)
        await list_what_to_book(work, patient_id)
    if len(found) == PIECE:
        await work.set_timer(LIST_WORK, "", work.now, {"after": str(found[-1])})
