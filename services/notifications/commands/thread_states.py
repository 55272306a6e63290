"""A thread follows its texts: who has to do something next, the item on the worklist, and what others hear of it."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from contracts.notifications.threads import ThreadChanged
from services.notifications.commands.every_clinic import ask_every_clinic, close_at_every_clinic
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.texts import Reached, TextPolicy, read_by
from services.notifications.domain.threads import (
    Standing,
    ThreadState,
    ThreadStep,
    WaitingText,
    standing_after,
    subject_of_unknown,
)
from services.notifications.store.clinics import working_week_of, working_weeks
from services.notifications.store.texts import change_text
from services.notifications.store.threads import (
    change_thread,
    delete_thread,
    last_text_of,
    lock_thread,
    people_of,
    thread_at,
    thread_of_patient,
    waiting_texts,
)
from services.notifications.worklist import TEXT_TO_READ, UNANSWERED_THREAD, WORKLIST

NO_REPLY = "thread.no_reply"
"""The timer after which a patient who was answered is not waited for any longer; its key is the thread's id."""
UNKNOWN_OVERDUE = "thread.unknown_overdue"
"""The timer at which what somebody unknown wrote is overdue; its key is the thread's id."""
SETTLED = "settled"
MOVED = "moved"
"""Why an item is closed whose texts are in another thread now."""


async def join_thread(work: Work, text: Row, reached: Sequence[Reached], policy: TextPolicy) -> Row:
    """A text that waits for a person is in the thread of whoever wrote it, and so on a worklist. Answers the text.

    While several can have written it, or nobody is known, it is in a thread of the number or address. The front desk
    of the first one's home clinic deals with that; the other desks see it.
    """
    sender = Route(Channel(text.channel), text.sender)
    clinic_id = reached[0].clinic_id if reached else None
    if len(reached) == 1:
        thread = await thread_of_patient(work, reached[0].patient_id, reached[0].clinic_id)
    else:
        thread = await thread_at(work, sender, clinic_id)
    changed = await set_read_by(work, text, clinic_id, policy, thread_id=thread.id)
    await follow_texts(work, thread.id)
    if text.thread_id not in (None, thread.id):
        await leave_thread(work, text.thread_id)
    return changed


async def set_read_by(work: Work, text: Row, clinic_id: UUID | None, policy: TextPolicy, **columns: Any) -> Row:
    """From now on it is this clinic's to read, within its hours; ``columns`` change with that. Answers the text."""
    week = await working_week_of(work, clinic_id) if clinic_id else None
    weeks = [week] if week else [] if clinic_id else await working_weeks(work)
    due_at = read_by(work.now, text.hints, policy, weeks)
    return await change_text(work, text.id, read_by=due_at, **columns)


async def leave_thread(work: Work, thread_id: UUID) -> None:
    """Texts of this thread are another's now. One that holds nothing any longer ends."""
    thread = await lock_thread(work, thread_id)
    if thread is None:
        return
    if await last_text_of(work, thread_id) is not None:
        await follow_texts(work, thread_id, MOVED)
        return
    await WORKLIST.close(work, UNANSWERED_THREAD, thread_id, MOVED)
    if thread.patient_id is None:
        await work.cancel_timer(UNKNOWN_OVERDUE, str(thread_id))
        await _close_everywhere(work, thread_id, MOVED)
    await work.cancel_timer(NO_REPLY, str(thread_id))
    publish_thread(work, await change_thread(work, thread_id, state=ThreadState.CLOSED.value, since=work.now))
    await delete_thread(work, thread_id)


async def take_over_waiting(work: Work, goes_on: Row, ends: Row, policy: TextPolicy) -> None:
    """The patient who was answered in a thread that ends is waited for in the one that goes on."""
    if ends.state == ThreadState.WAITING and goes_on.state == ThreadState.CLOSED:
        await change_thread(work, goes_on.id, state=ThreadState.WAITING.value, since=ends.since)
        await work.set_timer(NO_REPLY, str(goes_on.id), ends.since + policy.waits_for_reply)


async def follow_texts(work: Work, thread_id: UUID, why: str = "settled", *, replied: bool = False) -> Row:
    """Bring a thread up to date with its texts; ``why`` closes its item when none waits any longer. Answers it.

    ``replied``: the clinic has just answered.
    """
    thread = await lock_thread(work, thread_id)
    if thread is None:
        raise AssertionError("a text's thread is deleted with its texts only")
    waiting = await waiting_texts(work, thread_id)
    standing = standing_after(
        [WaitingText(each.received_at, each.read_by or each.received_at) for each in waiting],
        ThreadState(thread.state),
        thread.since,
        work.now,
        replied=replied,
    )
    nobodys = {"assigned_to": None} if standing.state is ThreadState.CLOSED else {}
    changed = await change_thread(work, thread_id, state=standing.state.value, since=standing.since, **nobodys)
    if standing.state is not ThreadState.WAITING:
        await work.cancel_timer(NO_REPLY, str(thread_id))
    await _keep_item(work, changed, waiting, standing, why)
    publish_thread(work, changed)
    return changed


async def _keep_item(work: Work, thread: Row, waiting: Sequence[Row], standing: Standing, why: str) -> None:
    """What nobody knows the clinic of is on the list of threads of every desk, and work of all once it is overdue."""
    if thread.patient_id is None:
        await _keep_overdue(work, thread, standing)
    if thread.clinic_id is None:
        return
    if standing.due_at is None:
        await WORKLIST.close(work, UNANSWERED_THREAD, thread.id, why)
        return
    about = [each.appointment_id for each in waiting if each.appointment_id]
    await WORKLIST.open(
        work,
        UNANSWERED_THREAD,
        thread.id,
        clinic_id=thread.clinic_id,
        patient_id=thread.patient_id or await _first_of(work, thread.id),
        due_at=standing.due_at,
        about={"appointment_id": about[-1]} if about else {},
    )


async def _keep_overdue(work: Work, thread: Row, standing: Standing) -> None:
    """Of a thread of a number or address: what is open about it stays while it waits and nobody knows whose it is."""
    if thread.clinic_id is None and standing.due_at is not None:
        await work.set_timer(UNKNOWN_OVERDUE, str(thread.id), standing.due_at)
        return
    await work.cancel_timer(UNKNOWN_OVERDUE, str(thread.id))
    await _close_everywhere(work, thread.id, SETTLED)


async def ask_every_desk(work: Work, thread_id: UUID) -> None:
    """Nobody has dealt with what somebody unknown wrote, and its time is over: any clinic may do it."""
    thread = await lock_thread(work, thread_id)
    waits = thread is not None and thread.clinic_id is None and thread.state == ThreadState.OPEN
    if not waits:
        return
    subject_of = partial(subject_of_unknown, thread_id)
    await ask_every_clinic(work, TEXT_TO_READ, subject_of, work.now, {"thread_id": thread_id})


async def _close_everywhere(work: Work, thread_id: UUID, why: str) -> None:
    await close_at_every_clinic(work, TEXT_TO_READ, partial(subject_of_unknown, thread_id), why)


async def _first_of(work: Work, thread_id: UUID) -> UUID | None:
    people = await people_of(work, thread_id)
    return people[0].patient_id if people else None


def publish_thread(work: Work, thread: Row) -> None:
    """Inform other services that a thread stands otherwise than before; not what is written in it."""
    work.publish(
        ThreadChanged(
            thread_id=thread.id,
            patient_id=thread.patient_id,
            clinic_id=thread.clinic_id,
            state=thread.state,
            since=thread.since,
            assigned=thread.assigned_to is not None,
            changed_at=work.now,
        )
    )


async def note_thread_step(work: Work, thread: Row, what: ThreadStep, note: str | None = None, **more: Any) -> Row:
    """Keep who did what about a locked thread, and say so in the audit. Answers the thread."""
    step = {"what": what.value, "by": work.actor.subject, "at": work.now.isoformat(), "note": note, **more}
    work.audit(f"thread {what.value}", f"thread/{thread.id}")
    return await change_thread(work, thread.id, steps=[*thread.steps, step])
