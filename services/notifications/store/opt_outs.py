"""What patients no longer want to get. Unlike the projections, this is known here first."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from chassis.ids import new_id
from chassis.work import Work
from services.notifications.domain.opt_outs import MessageScope
from services.notifications.tables import opt_outs


async def opted_out(work: Work, patient_id: UUID) -> frozenset[MessageScope]:
    """What the patient no longer wants."""
    found = await work.execute(select(opt_outs.c.scope).where(opt_outs.c.patient_id == patient_id))
    return frozenset(MessageScope(scope) for scope in found.scalars())


async def keep_opt_out(work: Work, patient_id: UUID, scope: MessageScope) -> None:
    """The patient no longer wants this."""
    await work.execute(
        insert(opt_outs)
        .values(patient_id=patient_id, scope=scope.value, id=new_id(), opted_out_at=work.now)
        .on_conflict_do_nothing()
    )


async def lift_marketing(work: Work, patient_id: UUID, agreed_by: UUID) -> None:
    """The patient agreed to marketing again (event ``agreed_by``): that opt-out ends, and only that one.

    An agreement that booking published before the patient said stop arrives late and lifts nothing.
    """
    await work.execute(
        delete(opt_outs).where(
            opt_outs.c.patient_id == patient_id,
            opt_outs.c.scope == MessageScope.MARKETING.value,
            opt_outs.c.id < agreed_by,
        )
    )
