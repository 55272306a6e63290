"""A front desk works on a thread: who does it, the answer, its end, and who wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.access import require_patient, require_reach
from services.notifications.commands.opt_outs import answer
from services.notifications.commands.text_answers import require_answerable
from services.notifications.commands.text_attributions import attribute
from services.notifications.commands.texts import ANSWERED, say_what_was_meant, settle_one, steps_with
from services.notifications.commands.thread_states import (
    NO_REPLY,
    follow_texts,
    join_thread,
    leave_thread,
    note_thread_step,
    publish_thread,
    set_read_by,
    take_over_waiting,
)
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.refusals import (
    NO_TEMPLATE_IN_THREAD,
    UNKNOWN_THREAD,
    NoTemplateForAnswers,
    NothingAsked,
    ThreadIsClosed,
    ThreadIsOpen,
    ThreadOfAnother,
    ThreadUnknown,
    WriterKnown,
)
from services.notifications.domain.texts import Meant, Reached, TextPolicy, TextState
from services.notifications.domain.threads import CloseReason, ThreadState, ThreadStep
from services.notifications.store.patients import lock_patient, lock_people
from services.notifications.store.questions import asked_about
from services.notifications.store.texts import change_text
from services.notifications.store.threads import (
    change_thread,
    find_thread,
    last_text_of,
    lock_thread,
    move_to_thread,
    people_of,
    texts_of,
    thread_of_patient,
    waiting_texts,
)
from services.notifications.worklist import UNANSWERED_THREAD, WORKLIST


@dataclass(frozen=True)
class _Locked:
    """A thread and who can have written it, both locked."""

    thread: Row
    people: Sequence[Row]
    """As patients are stored now; those who are not known here are missing."""
    last: Row
    """The text that came last."""


async def assign_thread(work: Work, thread_id: UUID, to: str | None, note: str | None) -> None:
    """Somebody takes it, or it is handed to a colleague; ``to`` is the subject of a token, None: it is for everybody.

    Also from whoever has it: the steps say by whom. Raises ThreadUnknown, Forbidden, ThreadIsClosed.
    """
    thread = (await _locked(work, thread_id)).thread
    if thread.assigned_to == to:
        return
    if thread.state == ThreadState.CLOSED:
        raise ThreadIsClosed("Nothing is left to do in this thread: open it again first.")
    what = ThreadStep.ASSIGNED if to else ThreadStep.GIVEN_BACK
    await note_thread_step(work, thread, what, note, to=to)
    publish_thread(work, await change_thread(work, thread_id, assigned_to=to))


async def reply_in_thread(work: Work, thread_id: UUID, words: str, policy: TextPolicy) -> None:
    """Send ``words`` where the last text came from. All texts are dealt with then, and the patient is waited for.

    An answer that does not arrive is a call to make (``patient_to_call``). Raises ThreadUnknown, Forbidden,
    ThreadOfAnother, ClaimedByAnother, NobodyToAnswer, HealthWords, AnswerTooLong, WindowClosed, NoTemplateForAnswers.
    """
    found = await _locked(work, thread_id)
    await _require_free(work, found.thread)
    sender = Route(Channel(found.last.channel), found.last.sender)
    patient = await require_answerable(work, found.people, sender, words)
    if not await answer(work, patient, sender, Occasion.DESK_ANSWERED, "other", about=found.last.id, answer=words):
        raise NoTemplateForAnswers(NO_TEMPLATE_IN_THREAD)
    for text in await waiting_texts(work, thread_id):
        await settle_one(work, text, ANSWERED, words)
    thread = await note_thread_step(work, found.thread, ThreadStep.REPLIED)
    if thread.assigned_to is None:
        await change_thread(work, thread_id, assigned_to=work.actor.subject)
    await follow_texts(work, thread_id, ANSWERED, replied=True)
    await work.set_timer(NO_REPLY, str(thread_id), work.now + policy.waits_for_reply)


async def close_thread(
    work: Work,
    thread_id: UUID,
    reason: CloseReason,
    note: str,
    *,
    no_reaction: bool = False,
    meant: Meant | None = None,
) -> None:
    """Nothing is left to do, and why. The texts that wait are settled with the same note.

    Raises ThreadUnknown, Forbidden, ThreadOfAnother, ClaimedByAnother, ThreadIsClosed, NothingAsked.
    """
    thread = (await _locked(work, thread_id)).thread
    if thread.state == ThreadState.CLOSED:
        raise ThreadIsClosed("This thread is closed already: open it again first, if there is more to do.")
    await _require_free(work, thread)
    waiting = await waiting_texts(work, thread_id)
    if meant is not None:
        await _say_what_was_meant(work, waiting, meant)
    for text in waiting:
        await settle_one(work, text, "settled", note, no_reaction=no_reaction)
    await note_thread_step(work, thread, ThreadStep.CLOSED, note, reason=reason.value)
    await _close(work, thread_id)


async def _close(work: Work, thread_id: UUID) -> None:
    await change_thread(work, thread_id, state=ThreadState.CLOSED.value, since=work.now)
    await follow_texts(work, thread_id)


async def stop_waiting(work: Work, thread_id: UUID) -> None:
    """The patient who was answered did not write again, and nobody waits for it any longer."""
    thread = await lock_thread(work, thread_id)
    if thread is not None and thread.state == ThreadState.WAITING:
        await note_thread_step(work, thread, ThreadStep.NO_REPLY)
        await _close(work, thread_id)


async def _say_what_was_meant(work: Work, waiting: Sequence[Row], meant: Meant) -> None:
    asked = await asked_about(work, [each.id for each in waiting])
    if not asked:
        raise NothingAsked("Nobody waits for an answer about this thread: leave out what was meant.")
    for text_id in asked:
        await say_what_was_meant(work, text_id, meant)


async def reopen_thread(work: Work, thread_id: UUID, note: str, policy: TextPolicy) -> None:
    """It was closed too early, or more has to be done: its last text waits again.

    Raises ThreadUnknown, Forbidden, ThreadIsOpen.
    """
    found = await _locked(work, thread_id)
    if found.thread.state == ThreadState.OPEN:
        raise ThreadIsOpen("This thread is open already: answer it, or close it.")
    await note_thread_step(work, found.thread, ThreadStep.REOPENED, note)
    steps = steps_with(work, found.last, "reopened", note)
    text = await change_text(work, found.last.id, state=TextState.OPEN.value, steps=steps)
    people = [Reached(each.patient_id, each.clinic_id) for each in await people_of(work, thread_id)]
    await join_thread(work, text, people, policy)


async def attribute_thread(work: Work, thread_id: UUID, patient_id: UUID, note: str, policy: TextPolicy) -> Row:
    """Say who wrote from a number of nobody's, or of several people's. Answers that patient's thread.

    Who writes from there later is asked about again. Raises ThreadUnknown, Forbidden, WriterKnown, RecipientUnknown,
    RecordMerged.
    """
    found = await _locked(work, thread_id, patient_id)
    if found.thread.patient_id is not None:
        raise WriterKnown("Who writes here is known: say of a single text whose it is, if it is another's.")
    patient = require_patient(work.access, await lock_patient(work, patient_id))
    for text in await texts_of(work, thread_id):
        named = await attribute(work, text, patient, note)
        if named.state == TextState.OPEN:
            await set_read_by(work, named, patient.home_clinic_id, policy)
    theirs = await thread_of_patient(work, patient.id, patient.home_clinic_id)
    await move_to_thread(work, thread_id, theirs.id)
    await take_over_waiting(work, theirs, found.thread, policy)
    await leave_thread(work, thread_id)
    await note_thread_step(work, theirs, ThreadStep.ATTRIBUTED, note, address=found.last.sender)
    if theirs.assigned_to is None:
        await change_thread(work, theirs.id, assigned_to=found.thread.assigned_to)
    return await follow_texts(work, theirs.id)


async def _locked(work: Work, thread_id: UUID, *others: UUID) -> _Locked:
    """A thread for who may act on it. People are locked before it, as they are when a text comes.

    Raises ThreadUnknown, Forbidden.
    """
    if await find_thread(work, thread_id) is None:
        raise ThreadUnknown(UNKNOWN_THREAD)
    reached = await people_of(work, thread_id)
    ids = [each.patient_id for each in reached]
    people = await lock_people(work, [*ids, *others])
    thread, last = await lock_thread(work, thread_id), await last_text_of(work, thread_id)
    if thread is None or last is None:
        raise ThreadUnknown(UNKNOWN_THREAD)
    require_reach(work.access, reached)
    return _Locked(thread, [each for each in people if each.id in ids], last)


async def _require_free(work: Work, thread: Row) -> None:
    """Two people do not answer one patient. Raises ThreadOfAnother, ClaimedByAnother."""
    if thread.assigned_to not in (None, work.actor.subject):
        raise ThreadOfAnother(
            "{who} works on this thread: take it first, if you go on instead.", who=thread.assigned_to
        )
    await WORKLIST.require_free(work, UNANSWERED_THREAD, thread.id)
