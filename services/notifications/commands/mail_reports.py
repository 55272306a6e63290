"""What mail servers and mail providers report about our mails."""

import structlog

from chassis.work import Work
from services.notifications.commands.opt_outs import opt_out
from services.notifications.commands.receipts import doubt_last_mail, take_receipt
from services.notifications.domain.hand_overs import DeliveryState, Receipt
from services.notifications.domain.opt_outs import How, MessageScope, Said
from services.notifications.domain.recipients import Channel
from services.notifications.store.hand_overs import find_delivery
from services.notifications.store.messages import recipient_of
from services.notifications.store.patients import lock_patient

log = structlog.get_logger()

COMPLAINED = "complaint to the mail provider (RFC 5965)"
"""The note beside a stop: how it is known."""


async def take_report(work: Work, receipt: Receipt) -> None:
    """Follow it; one that names no mail of ours but its recipient puts the last mail there in doubt."""
    if receipt.provider_id or receipt.delivery_id:
        await take_receipt(work, receipt)
    elif receipt.address and receipt.state in (DeliveryState.FAILED, DeliveryState.DOUBTFUL):
        await doubt_last_mail(work, [receipt.address])


async def take_complaint(work: Work, message_id: str) -> None:
    """Whom the mail was for stops marketing. Nobody is answered: they want no mail."""
    found = await find_delivery(work, Receipt(Channel.EMAIL, DeliveryState.DELIVERED, message_id, None))
    patient_id = await recipient_of(work, found.message_id) if found else None
    patient = await lock_patient(work, patient_id) if patient_id else None
    if patient is None:
        log.info("complaint_passed_over", why="it is about no mail to a patient")
        return
    work.access.concerns(patient.id, patient.home_clinic_id)
    await opt_out(work, patient.id, MessageScope.MARKETING, Said(How.IN_WRITING, note=COMPLAINED))
