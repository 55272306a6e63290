"""Two records of one person become one."""

from uuid import UUID

from chassis.merging.recording import is_undone, recorded
from chassis.merging.undoing import (
    Undone,
    ended_in,
    give_with,
    lock_merge,
    point_apart,
    undo_as_said,
)
from chassis.work import Work
from contracts.booking.patients import PatientMerged, PatientMergeUndone
from services.notifications.commands.links import end_link_of_two, end_links_of_merged
from services.notifications.commands.plans import call_off, plan_waiting_for_patient
from services.notifications.commands.thread_merges import merge_threads, part_threads
from services.notifications.reactions.listening import reaction
from services.notifications.settings.policies import text_policy
from services.notifications.store.addresses import move_bad
from services.notifications.store.merges import (
    ORIGINS,
    end_patient,
    keep_silent,
    links_since,
    move_messages,
    part_messages,
    person,
)
from services.notifications.store.opt_outs import move_steps
from services.notifications.store.questions import move_questions
from services.notifications.store.texts import move_texts
from services.notifications.tables import messages
from services.notifications.worklist import WORKLIST


@reaction.projection
async def point_to_the_person(work: Work, event: PatientMerged) -> None:
    """Whatever arrives about the record that ended is written to the person by the one that goes on."""
    if await is_undone(work, event.merge_id):
        return
    stays = await person(work, event.into)
    async with recorded(work, ORIGINS, event.merge_id, event.patient_id, event.into, stays, event.merged_at):
        await end_patient(work, event.patient_id, event.into)


@reaction
async def follow_the_person(work: Work, event: PatientMerged) -> None:
    """A stop counts for both records. Messages follow; the health form is asked for under the record that goes on."""
    if await is_undone(work, event.merge_id):
        return
    stays = await person(work, event.into)
    async with recorded(work, ORIGINS, event.merge_id, event.patient_id, event.into, stays, event.merged_at):
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


@reaction.projection
async def point_to_nobody(work: Work, event: PatientMergeUndone) -> None:
    """The record lives again: whoever it names is written to."""
    merge = await lock_merge(work, event.merge_id)
    if merge is not None and merge.undone_at is None:
        await point_apart(work, ORIGINS, event.patient_id, await ended_in(work, ORIGINS, merge))


@reaction
async def part_two_people(work: Work, event: PatientMergeUndone) -> None:
    """Messages, texts and wishes are those of whose they were; what was sent to the other person opens nothing."""
    holds = await person(work, event.parted_from)
    said = Undone(event.merge_id, event.patient_id, holds, event.merged_at, ())
    undone, is_new = await undo_as_said(work, ORIGINS, said, work.now)
    await give_with(work, ORIGINS, undone, event.subjects, (messages,))
    await part_messages(work, undone)
    for link_id in await links_since(work, undone):
        await end_link_of_two(work, link_id)
    for each in undone.with_it:
        await keep_silent(work, each, undone.patient_id)
    if is_new:
        await part_threads(work, undone)
    for each in (undone.patient_id, undone.parted_from):
        await plan_waiting_for_patient(work, each)
    await WORKLIST.say_again(work, undone.patient_id)
