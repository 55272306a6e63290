"""How a message ends: sent, skipped, failed or cancelled; the row and the event in one transaction."""

from typing import Any

from sqlalchemy import update

from chassis.work import Work
from contracts.notifications.messages import MessageFailed, MessageSent
from services.notifications.domain.catalogue import DIGEST, LANGUAGE, VERSION
from services.notifications.domain.delivery import CallOff, Fail, Skip
from services.notifications.domain.message import Message, Status
from services.notifications.domain.reach import Route
from services.notifications.domain.wording import Wording
from services.notifications.tables import messages

Unsent = Skip | Fail | CallOff
STATUS_OF: dict[type[Unsent], Status] = {Skip: Status.SKIPPED, Fail: Status.FAILED, CallOff: Status.CANCELLED}


async def mark_sent(work: Work, message: Message, route: Route, wording: Wording) -> None:
    """A channel took it. Booking hears of it when it went to a patient."""
    await _settle(
        work,
        message,
        status=Status.SENT.value,
        reason=None,
        channel=route.channel.value,
        subject=wording.subject,
        text=wording.text,
    )
    if message.patient_id:
        work.publish(
            MessageSent(
                message_id=message.id,
                patient_id=message.patient_id,
                appointment_id=message.appointment_id,
                template=message.template.code,
                template_version=VERSION,
                template_digest=DIGEST,
                language=LANGUAGE,
                channel=route.channel,
                sent_at=work.now,
            )
        )


async def end_unsent(work: Work, message: Message, outcome: Unsent) -> None:
    """It is not sent, for the reason given."""
    await _settle(work, message, status=STATUS_OF[type(outcome)].value, reason=outcome.reason)
    tell_of_failure(work, message, outcome)


def tell_of_failure(work: Work, message: Message, outcome: object) -> None:
    """Booking hears of a failure, so that somebody calls the patient."""
    if isinstance(outcome, Fail) and message.patient_id:
        work.publish(
            MessageFailed(
                message_id=message.id,
                patient_id=message.patient_id,
                appointment_id=message.appointment_id,
                template=message.template.code,
                reason=outcome.reason,
                failed_at=work.now,
            )
        )


async def _settle(work: Work, message: Message, **values: Any) -> None:
    await work.execute(update(messages).where(messages.c.id == message.id).values(settled_at=work.now, **values))
