"""Records that end: merged into another one, or erased."""

from chassis.merging.recording import forget_origins, is_undone, recorded
from chassis.merging.undoing import Undone, give_with, undo_as_said
from chassis.privacy.erasing import erase_traces
from chassis.work import Work
from contracts.booking.patients import PatientErased, PatientMerged, PatientMergeUndone
from services.console.reactions.listening import reaction
from services.console.store.appointments import delete_appointments, give_appointments
from services.console.store.people import ORIGINS, end_record, lock_people, person_of
from services.console.store.worklist_items import delete_items, give_items
from services.console.tables import appointments, worklist_items


@reaction.projection
async def follow_the_person(work: Work, event: PatientMerged) -> None:
    """What is known under the record that ends belongs to the one that goes on, or is deleted with it."""
    await lock_people(work)
    if await is_undone(work, event.merge_id):
        return
    stays = await person_of(work, event.into)
    if stays is None:
        await end_record(work, event.patient_id, stays)
        await _forget(work, event)
        return
    async with recorded(work, ORIGINS, event.merge_id, event.patient_id, event.into, stays, event.merged_at):
        await end_record(work, event.patient_id, stays)
        await give_appointments(work, event.patient_id, stays)
        await give_items(work, event.patient_id, stays)


@reaction.projection
async def part_two_people(work: Work, event: PatientMergeUndone) -> None:
    """They are two people: what was known under the record that had ended is its own again."""
    await lock_people(work)
    holds = await person_of(work, event.parted_from) or event.parted_from
    said = Undone(event.merge_id, event.patient_id, holds, event.merged_at, ())
    undone, _ = await undo_as_said(work, ORIGINS, said, event.undone_at)
    await give_with(work, ORIGINS, undone, event.subjects, (appointments, worklist_items))


@reaction.projection
async def forget_erased_patient(work: Work, event: PatientErased) -> None:
    """Nothing of them stays, and nothing comes back with what is on its way."""
    await lock_people(work)
    await end_record(work, event.patient_id, None)
    await _forget(work, event)


@reaction
async def erase_what_the_logs_say(work: Work, event: PatientErased) -> None:
    """Nor in the logs."""
    await forget_origins(work, event.patient_id)
    await erase_traces(work, event.patient_id)


async def _forget(work: Work, event: PatientErased | PatientMerged) -> None:
    await delete_appointments(work, event.patient_id)
    await delete_items(work, event.patient_id)
