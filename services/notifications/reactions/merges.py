"""Two records of one person become one."""

from uuid import UUID

from chassis.merging.recording import is_undone, recorded
from chassis.work import Work
from contracts.booking.patients import PatientMerged
from services.notifications.commands.links import end_links_of_merged
from services.notifications.commands.plans import call_off, plan_waiting_for_patient
from services.notifications.commands.thread_merges import merge_threads
from services.notifications.reactions.listening import reaction
from services.notifications.settings.policies import text_policy
from services.notifications.store.addresses import move_bad
from services.notifications.store.merges import ORIGINS, end_patient, keep_silent, move_messages, person
from services.notifications.store.opt_outs import move_steps
from services.notifications.store.questions import move_questions
from services.notifications.store.texts import move_texts


@reaction.projection
async def point_to_the_person(work: Work, event: PatientMerged) -> None:
    """Whatever arrives about the record that ended is written to the person by the one that goes on."""
    if await is_undone(work, event.merge_id):
        return
    stays = await person(work, event.into)
    async with recorded(work, ORIGINS, event.merge_id, event.patient_id, stays, event.merged_at):
        await end_patient(work, event.patient_id, event.into)


@reaction
async def follow_the_person(work: Work, event: PatientMerged) -> None:
    """A stop counts for both records. Messages follow; the health form is asked for under the record that goes on."""
    if await is_undone(work, event.merge_id):
        return
    stays = await person(work, event.into)
    async with recorded(work, ORIGINS, event.merge_id, event.patient_id, stays, event.merged_at):
        await _make_one(work, event.patient_id, stays)
    await plan_waiting_for_patient(work, stays)


async def _make_one(work: Work, ends: UUID, stays: UUID) -> None:
    await call_off(work, f"intake/{ends}", "the record was merged into another one of the same person")
    await end_links_of_merged(work, ends)
    await keep_silent(work, ends, stays)
    await move_messages(work, ends, stays)
    await move_texts(work, ends, stays)
    await merge_threads(work, ends, stays, text_policy())
    await move_steps(work, ends, stays)
    await move_questions(work, ends, stays)
    await move_bad(work, ends, stays)
