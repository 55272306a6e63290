"""Messages, planned and past."""

from typing import Literal
from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from chassis.worklist.items import ClaimedByAnother
from services.notifications.access import MESSAGES_LIST, MESSAGES_SETTLE
from services.notifications.commands.calls import settle_message as note_call
from services.notifications.domain.refusals import MessageUnknown, NothingToCall
from services.notifications.forms.messages import MessageView, SettleMessageForm
from services.notifications.queries import messages as queries

router = api_router("messages")


@router.get("/messages", dependencies=[allow(MESSAGES_LIST)])
@refuses(NotJson, ReferenceAltered)
async def list_messages(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    patient_id: UUID | None = None,
    clinic_id: UUID | None = None,
    appointment_id: UUID | None = None,
    template: str | None = None,
    status: Literal["planned", "sending", "sent", "doubtful", "skipped", "failed", "cancelled"] | None = None,
) -> Page[MessageView]:
    """Messages that you may see, the newest first. Patients see their own, stock managers those to stock contacts.

    Operators see what became of each message, without patient and words.

    `from` and `to` are of when they are due.
    """
    return await queries.list_messages(
        work,
        paging,
        period,
        patient_id=patient_id,
        clinic_id=clinic_id,
        appointment_id=appointment_id,
        status=status,
        template=template,
    )


@router.get("/messages/{message_id}", dependencies=[allow(MESSAGES_LIST)])
@refuses(MessageUnknown, NotFound, NotJson, ReferenceAltered)
async def read_message(message_id: UUID, work: Transaction) -> MessageView:
    """One message: its words, when it is due, what became of it and why."""
    return await queries.read_message(work, message_id)


@router.post("/messages/{message_id}/settle", dependencies=[allow(MESSAGES_SETTLE)])
@refuses(ClaimedByAnother, MessageUnknown, NothingToCall, NotFound, NotJson, ReferenceAltered)
async def settle_message(message_id: UUID, form: SettleMessageForm, work: Transaction) -> MessageView:
    """Say that you called the patient, whom a message did not reach or misled, and what came of it."""
    await note_call(work, message_id, form.note)
    return await queries.read_message(work, message_id)
