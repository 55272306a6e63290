"""Opting out, and the way back."""

from uuid import UUID

from chassis.work import Work
from contracts.notifications.messages import ContactOptedOut
from services.notifications.domain.opt_outs import MessageScope, covers
from services.notifications.store.opt_outs import keep_opt_out, lift_marketing, opted_out


async def opt_out(work: Work, patient_id: UUID, scope: MessageScope) -> bool:
    """Note the opt-out and inform booking; False when nothing changed, for it was silent already."""
    if covers(await opted_out(work, patient_id), scope):
        return False
    await keep_opt_out(work, patient_id, scope)
    work.publish(ContactOptedOut(patient_id=patient_id, scope=scope.value, opted_out_at=work.now))
    work.audit("contact_opted_out", f"patient/{patient_id}", scope=scope.value)
    return True


async def agree_to_marketing(work: Work, patient_id: UUID) -> None:
    """The patient agreed to marketing in booking: the only way back from a marketing opt-out."""
    if work.cause.event_id is not None:
        await lift_marketing(work, patient_id, agreed_by=work.cause.event_id)
