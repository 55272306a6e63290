"""The inbox: conversations with who writes back, and who works on them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from chassis.worklist.items import ClaimedByAnother
from services.notifications.access import TEXTS_READ, TEXTS_SETTLE
from services.notifications.commands import threads as commands
from services.notifications.domain.refusals import (
    AnswerTooLong,
    HealthWords,
    NobodyToAnswer,
    NoTemplateForAnswers,
    NothingAsked,
    RecipientUnknown,
    RecordMerged,
    ThreadIsClosed,
    ThreadIsOpen,
    ThreadOfAnother,
    ThreadUnknown,
    WindowClosed,
    WriterKnown,
)
from services.notifications.domain.texts import TextPolicy
from services.notifications.domain.threads import ThreadState
from services.notifications.forms.conversations import LineView
from services.notifications.forms.threads import (
    AssignThreadForm,
    AttributeThreadForm,
    CloseThreadForm,
    InboxView,
    ReopenThreadForm,
    ReplyForm,
    ReplyPreviewView,
    ThreadView,
    Whose,
)
from services.notifications.queries import conversations, reply_previews
from services.notifications.queries import threads as queries
from services.notifications.settings.policies import text_policy

router = api_router("threads")


async def _policy() -> TextPolicy:
    return text_policy()


Policy = Annotated[TextPolicy, Depends(_policy)]


@router.get("/clinics/{clinic_id}/inbox", dependencies=[allow(TEXTS_READ)])
async def read_inbox(clinic_id: UUID, work: Transaction) -> InboxView:
    """How many threads of a clinic wait, and who works on them."""
    return await queries.read_inbox(work, clinic_id)


@router.get("/threads", dependencies=[allow(TEXTS_READ)])
async def list_threads(
    work: Transaction,
    paging: PageQuery,
    clinic_id: UUID | None = None,
    patient_id: UUID | None = None,
    state: ThreadState | None = None,
    assigned: Whose | None = None,
    known: bool | None = None,
) -> Page[ThreadView]:
    """Conversations with who writes back: the one that waits longest first, of closed ones the last closed.

    With `known=false` those of senders of whom nobody knows the clinic; every front desk sees them.
    """
    return await queries.list_threads(
        work, paging, clinic_id=clinic_id, patient_id=patient_id, state=state, assigned=assigned, known=known
    )


@router.get("/threads/{thread_id}", dependencies=[allow(TEXTS_READ)])
@refuses(ThreadUnknown)
async def read_thread(thread_id: UUID, work: Transaction) -> ThreadView:
    """One thread: who waits, who works on it, and what was done about it."""
    return await queries.read_thread(work, thread_id)


@router.get("/threads/{thread_id}/conversation", dependencies=[allow(TEXTS_READ)])
@refuses(ThreadUnknown)
async def list_thread_conversation(
    thread_id: UUID, work: Transaction, paging: PageQuery, period: PeriodQuery
) -> Page[LineView]:
    """What was written and what left, the newest first. `from` and `to` are of when it came or left.

    Of a patient everything, also what is in no thread. Of a number of which nobody knows who writes from it only what
    came from there.
    """
    return await conversations.list_thread(work, paging, period, thread_id)


@router.post("/threads/{thread_id}/assign", dependencies=[allow(TEXTS_SETTLE)])
@refuses(ThreadIsClosed, ThreadUnknown)
async def assign_thread(thread_id: UUID, form: AssignThreadForm, work: Transaction) -> ThreadView:
    """Take a thread, hand it to a colleague, or give it back to everybody."""
    await commands.assign_thread(work, thread_id, form.to, form.note)
    return await queries.read_thread(work, thread_id)


_REFUSED = (
    AnswerTooLong,
    HealthWords,
    NobodyToAnswer,
    NoTemplateForAnswers,
    NotFound,
    NotJson,
    ReferenceAltered,
    ThreadUnknown,
    WindowClosed,
)
"""What may be wrong with an answer."""


@router.post("/threads/{thread_id}/preview", dependencies=[allow(TEXTS_SETTLE)])
@refuses(*_REFUSED)
async def preview_reply(thread_id: UUID, form: ReplyForm, work: Transaction) -> ReplyPreviewView:
    """What the patient would read, where and in how many parts it would go, or why it is refused. Nothing is sent."""
    return await reply_previews.preview_reply(work, thread_id, form.text)


@router.post("/threads/{thread_id}/reply", dependencies=[allow(TEXTS_SETTLE)])
@refuses(*_REFUSED, ClaimedByAnother, ThreadOfAnother)
async def reply_in_thread(thread_id: UUID, form: ReplyForm, work: Transaction, policy: Policy) -> ThreadView:
    """Answer on the way that the last text came, at any hour. If the answer fails, somebody calls."""
    await commands.reply_in_thread(work, thread_id, form.text, policy)
    return await queries.read_thread(work, thread_id)


@router.post("/threads/{thread_id}/close", dependencies=[allow(TEXTS_SETTLE)])
@refuses(
    ClaimedByAnother, NotFound, NothingAsked, NotJson, ReferenceAltered, ThreadIsClosed, ThreadOfAnother, ThreadUnknown
)
async def close_thread(thread_id: UUID, form: CloseThreadForm, work: Transaction) -> ThreadView:
    """Say why nothing is left to do. What waits is settled with the same note; the next text opens it again."""
    await commands.close_thread(work, thread_id, form.reason, form.note, no_reaction=form.no_reaction, meant=form.meant)
    return await queries.read_thread(work, thread_id)


@router.post("/threads/{thread_id}/reopen", dependencies=[allow(TEXTS_SETTLE)])
@refuses(ThreadIsOpen, ThreadUnknown)
async def reopen_thread(thread_id: UUID, form: ReopenThreadForm, work: Transaction, policy: Policy) -> ThreadView:
    """Have a thread wait again that was closed, or answered, too early."""
    await commands.reopen_thread(work, thread_id, form.note, policy)
    return await queries.read_thread(work, thread_id)


@router.post("/threads/{thread_id}/attribute", dependencies=[allow(TEXTS_SETTLE)])
@refuses(RecipientUnknown, RecordMerged, ThreadUnknown, WriterKnown)
async def attribute_thread(thread_id: UUID, form: AttributeThreadForm, work: Transaction, policy: Policy) -> ThreadView:
    """Say who wrote from a number of nobody's, or of several people's. Answers that patient's thread."""
    theirs = await commands.attribute_thread(work, thread_id, form.patient_id, form.note, policy)
    return await queries.read_thread(work, theirs.id)
