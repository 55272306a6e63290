"""How a message ends: sent, skipped, failed or cancelled; the row and the event in one transaction."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from contracts.notifications.messages import MessageArrived, MessageFailed, MessageSent, Told
from services.notifications.domain.deliveries import CallOff, Fail, Skip
from services.notifications.domain.digests import DIGEST, subject_of_digest
from services.notifications.domain.hand_overs import ARRIVED, DeliveryState
from services.notifications.domain.invitations import CALENDAR
from services.notifications.domain.messages import ESCALATION, LETTER, OFFER, RECALL, Message, Status
from services.notifications.domain.occasions import Audience, Occasion
from services.notifications.domain.recipients import Contact, Route
from services.notifications.domain.several import SEVERAL, several_in
from services.notifications.domain.wording import Wording
from services.notifications.store.messages import change_message
from services.notifications.store.templates import Edition
from services.notifications.worklist import DIGEST_NOT_SENT, DIRECTOR_TO_CALL, PATIENT_TO_CALL, WORKLIST

CALL_WITHIN = timedelta(minutes=5)
"""How soon somebody calls a director whom no e-mail reaches: a policy of the chain, within the quarter of an hour after
which the next in line is asked."""
CALL_PATIENT_WITHIN = timedelta(hours=4)
"""How soon somebody calls a patient whom a message did not reach: a policy of the chain."""
LOOK_AT_DIGEST_WITHIN = timedelta(hours=8)
"""How soon somebody finds out why a daily mail did not reach an address: before the next. A policy of the chain."""

Unsent = Skip | Fail | CallOff
STATUS_OF: dict[type[Unsent], Status] = {Skip: Status.SKIPPED, Fail: Status.FAILED, CallOff: Status.CANCELLED}


async def mark_sending(
    work: Work, message: Message, edition: Edition, route: Route, contact: Contact, wording: Wording
) -> None:
    """A carrier is about to be asked. ``wording`` is what is kept of it: without a code."""
    await change_message(
        work,
        message.id,
        status=Status.SENDING.value,
        reason=None,
        channel=route.channel.value,
        template_version=edition.version,
        template_digest=edition.digest,
        template_signature=edition.signature,
        language=wording.language,
        language_wanted=contact.language,
        subject=wording.subject,
        text=wording.text,
    )


async def mark_sent(work: Work, row: Row, state: DeliveryState = DeliveryState.ACCEPTED) -> None:
    """A carrier took it, or it arrived. Booking is informed when it went to a patient; nobody need be called for it."""
    await change_message(work, row.id, status=Status.SENT.value, settled_at=work.now, reason=None, waits_for=None)
    await WORKLIST.close_any(work, (DIRECTOR_TO_CALL, PATIENT_TO_CALL), row.id, "sent")
    if DIGEST in row.facts:
        subject = subject_of_digest(row.clinic_id, row.facts[DIGEST], row.facts["sent_to"])
        await WORKLIST.close(work, DIGEST_NOT_SENT, subject, "sent")
    if row.patient_id:
        work.publish(
            MessageSent(
                message_id=row.id,
                patient_id=row.patient_id,
                appointment_id=row.appointment_id,
                template=row.template,
                template_version=row.template_version,
                template_digest=row.template_digest,
                language=row.language,
                channel=row.channel,
                sent_at=work.now,
                starts_at=row.starts_at,
                letter_id=row.facts.get(LETTER),
                appointments=_told(row.facts),
                state=(DeliveryState.DELIVERED if state in ARRIVED else DeliveryState.ACCEPTED).value,
            )
        )


def publish_arrived(work: Work, row: Row, channel: str, state: DeliveryState) -> None:
    """A carrier says that it is on the patient's device, or was opened there."""
    if row.patient_id:
        work.publish(
            MessageArrived(
                message_id=row.id,
                patient_id=row.patient_id,
                appointment_id=row.appointment_id,
                template=row.template,
                state=state.value,
                channel=channel,
                said_at=work.now,
                starts_at=row.starts_at,
                appointments=_told(row.facts),
            )
        )


def _told(facts: Mapping[str, Any]) -> tuple[Told, ...]:
    return tuple(Told(appointment_id=each.appointment_id, starts_at=each.starts_at) for each in several_in(facts))


async def mark_doubtful(work: Work, message: Message, reason: str) -> None:
    """It may have arrived, and nobody can find out: it is not sent again, and somebody calls."""
    await change_message(
        work, message.id, status=Status.DOUBTFUL.value, settled_at=work.now, reason=reason, waits_for=None
    )
    await note_failure(work, message, Fail(reason), doubtful=True)


async def end_unsent(work: Work, message: Message, outcome: Unsent) -> None:
    """It is not sent, for the reason given."""
    status = STATUS_OF[type(outcome)].value
    await change_message(work, message.id, status=status, settled_at=work.now, reason=outcome.reason)
    await note_failure(work, message, outcome)


async def note_failure(work: Work, message: Message, outcome: object, *, doubtful: bool = False) -> None:
    """Somebody calls whom it does not reach: booking is informed, and lists what is about an appointment or an offer.

    What is about none, such as care of the skin, and what asks a director, is on our own list. What is for a calendar
    only is on none: its reader knows it.
    """
    if not isinstance(outcome, Fail) or CALENDAR in message.facts:
        return
    await have_director_called(work, message)
    await _have_digest_looked_at(work, message)
    if message.patient_id:
        offer_id = message.facts.get(OFFER)
        if offer_id is None and SEVERAL not in message.facts:
            await _have_patient_called(work, message, message.patient_id)
        work.publish(
            MessageFailed(
                message_id=message.id,
                patient_id=message.patient_id,
                appointment_id=message.appointment_id,
                template=message.code,
                reason=outcome.reason,
                failed_at=work.now,
                starts_at=message.anchor.starts_at,
                offer_id=offer_id,
                letter_id=message.facts.get(LETTER),
                doubtful=doubtful,
                appointments=_told(message.facts),
            )
        )


def publish_unwritten(
    work: Work,
    occasion: Occasion,
    patient_id: UUID,
    reason: str,
    *,
    offer_id: UUID | None = None,
    letter_id: UUID | None = None,
) -> None:
    """No templates in force write about it: whoever caused it is informed as of a message that failed."""
    work.publish(
        MessageFailed(
            message_id=new_id(),
            patient_id=patient_id,
            appointment_id=None,
            template=occasion.value,
            reason=reason,
            failed_at=work.now,
            offer_id=offer_id,
            letter_id=letter_id,
        )
    )


async def _have_patient_called(work: Work, message: Message, patient_id: UUID) -> None:
    if message.appointment_id is None:
        await WORKLIST.open(
            work,
            PATIENT_TO_CALL,
            message.id,
            clinic_id=message.clinic_id,
            patient_id=patient_id,
            due_at=work.now + CALL_PATIENT_WITHIN,
        )


async def _have_digest_looked_at(work: Work, message: Message) -> None:
    if DIGEST in message.facts:
        await WORKLIST.open(
            work,
            DIGEST_NOT_SENT,
            subject_of_digest(message.clinic_id, message.facts[DIGEST], message.facts["sent_to"]),
            clinic_id=message.clinic_id,
            patient_id=None,
            due_at=work.now + LOOK_AT_DIGEST_WITHIN,
        )


async def have_director_called(work: Work, message: Message) -> None:
    """A message to a director does not leave now: the front desk calls, unless it leaves after all."""
    if message.template.audience is not Audience.DIRECTOR or DIGEST in message.facts:
        return
    await open_call(work, message.id, message.clinic_id, {_asks_about(message): UUID(message.facts["report"])})


def _asks_about(message: Message) -> str:
    """What a director's message is about, as an item names it."""
    if RECALL in message.facts:
        return str(message.facts[RECALL])
    return "escalation_id" if message.facts.get(ESCALATION) else "report_id"


async def open_call(work: Work, subject_id: UUID, clinic_id: UUID, about: Mapping[str, UUID]) -> None:
    """The item of a call to whoever is asked.

    Its subject is the message that does not leave; without one the report or escalation.
    """
    await WORKLIST.open(
        work,
        DIRECTOR_TO_CALL,
        subject_id,
        clinic_id=clinic_id,
        patient_id=None,
        due_at=work.now + CALL_WITHIN,
        about=about,
    )
