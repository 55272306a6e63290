"""What patients no longer want to get. Unlike the copies, notifications itself is where this is known."""

from uuid import UUID

from sqlalchemy import delete, select

from chassis.work import Work
from contracts.vocabulary import MessageScope
from services.notifications.tables import opt_outs


async def opted_out(work: Work, patient_id: UUID) -> frozenset[MessageScope]:
    """What the patient no longer wants."""
    found = await work.execute(select(opt_outs.c.scope).where(opt_outs.c.patient_id == patient_id))
    return frozenset(MessageScope(scope) for scope in found.scalars())


async def lift_marketing(work: Work, patient_id: UUID) -> None:
    """The patient agreed to marketing anew: that opt-out ends, and only that one.

    An agreement that booking published before the patient said stop comes late and lifts nothing.
    """
    if work.cause.event_id is None:
        return
    await work.execute(
        delete(opt_outs).where(
            opt_outs.c.patient_id == patient_id,
            opt_outs.c.scope == MessageScope.MARKETING.value,
            opt_outs.c.id < work.cause.event_id,
        )
    )
