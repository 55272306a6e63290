"""How a message ends: sent, skipped, failed or cancelled; the row and the event in one transaction."""

from chassis.work import Work
from contracts.notifications.messages import MessageFailed, MessageSent
from services.notifications.domain.deliveries import CallOff, Fail, Skip
from services.notifications.domain.messages import Message, Status
from services.notifications.domain.recipients import Contact, Route
from services.notifications.domain.wording import Wording
from services.notifications.store.messages import change_message
from services.notifications.store.templates import Edition

Unsent = Skip | Fail | CallOff
STATUS_OF: dict[type[Unsent], Status] = {Skip: Status.SKIPPED, Fail: Status.FAILED, CallOff: Status.CANCELLED}


async def mark_sent(
    work: Work, message: Message, edition: Edition, route: Route, contact: Contact, wording: Wording
) -> None:
    """A channel took it. Booking is informed when it went to a patient."""
    await change_message(
        work,
        message.id,
        status=Status.SENT.value,
        settled_at=work.now,
        reason=None,
        channel=route.channel.value,
        template_signature=edition.signature,
        language=wording.language,
        language_wanted=contact.language,
        subject=wording.subject,
        text=wording.text,
    )
    if message.patient_id:
        work.publish(
            MessageSent(
                message_id=message.id,
                patient_id=message.patient_id,
                appointment_id=message.appointment_id,
                template=message.code,
                template_version=edition.version,
                template_digest=edition.digest,
                language=wording.language,
                channel=route.channel.value,
                sent_at=work.now,
                starts_at=message.anchor.starts_at,
            )
        )


async def end_unsent(work: Work, message: Message, outcome: Unsent) -> None:
    """It is not sent, for the reason given."""
    status = STATUS_OF[type(outcome)].value
    await change_message(work, message.id, status=status, settled_at=work.now, reason=outcome.reason)
    publish_failure(work, message, outcome)


def publish_failure(work: Work, message: Message, outcome: object) -> None:
    """Booking is informed of a failure, so that somebody calls the patient."""
    if isinstance(outcome, Fail) and message.patient_id:
        work.publish(
            MessageFailed(
                message_id=message.id,
                patient_id=message.patient_id,
                appointment_id=message.appointment_id,
                template=message.code,
                reason=outcome.reason,
                failed_at=work.now,
                starts_at=message.anchor.starts_at,
            )
        )
