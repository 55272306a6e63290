"""Two records become one person's, and so do their threads."""

from uuid import UUID

from chassis.merging.undoing import Undone
from chassis.work import Work
from services.notifications.commands.texts import ask_again
from services.notifications.commands.thread_states import follow_texts, leave_thread, take_over_waiting
from services.notifications.domain.texts import TextPolicy
from services.notifications.domain.threads import ThreadStep
from services.notifications.store.merges import part_texts
from services.notifications.store.texts import texts_by, waiting_elsewhere
from services.notifications.store.threads import (
    change_thread,
    find_thread_of,
    lock_thread,
    move_to_thread,
    thread_of_patient,
)


async def merge_threads(work: Work, ends: UUID, stays: UUID, policy: TextPolicy) -> None:
    """What was written under both records is one thread. What only their common number kept apart joins it as well."""
    ended = await find_thread_of(work, ends)
    if ended is not None:
        await lock_thread(work, ended.id)
        goes_on = await thread_of_patient(work, stays, ended.clinic_id)
        await move_to_thread(work, ended.id, goes_on.id)
        merged = {"what": ThreadStep.MERGED.value, "by": work.actor.subject, "at": work.now.isoformat(), "note": None}
        steps = sorted([*ended.steps, *goes_on.steps], key=lambda step: str(step["at"]))
        assigned_to = goes_on.assigned_to or ended.assigned_to
        await change_thread(work, goes_on.id, steps=[*steps, merged], assigned_to=assigned_to)
        await take_over_waiting(work, goes_on, ended, policy)
        await leave_thread(work, ended.id)
        await follow_texts(work, goes_on.id)
    for text in await waiting_elsewhere(work, stays):
        await ask_again(work, text, policy)


async def part_threads(work: Work, undone: Undone) -> None:
    """What was written by one of two people is in their own thread again."""
    holds = await find_thread_of(work, undone.parted_from)
    wrote = await texts_by(work, undone.patient_id)
    if holds is None or not wrote:
        return
    await lock_thread(work, holds.id)
    own = await thread_of_patient(work, undone.patient_id, wrote[-1].clinic_id)
    await part_texts(work, undone, holds.id, own.id)
    await follow_texts(work, own.id)
    await leave_thread(work, holds.id)
