"""Two records become one person's, and so do their threads."""

from uuid import UUID

from chassis.work import Work
from services.notifications.commands.texts import ask_again
from services.notifications.commands.thread_states import follow_texts, leave_thread, take_over_waiting
from services.notifications.domain.texts import TextPolicy
from services.notifications.domain.threads import ThreadStep
from services.notifications.store.texts import waiting_elsewhere
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
