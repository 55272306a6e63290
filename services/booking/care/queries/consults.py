"""Consults."""

from uuid import UUID

from sqlalchemy import select

from chassis.work import Work
from services.booking.care.forms.consults import ConsultView, PlanForm
from services.booking.care.tables import consults


async def consult(work: Work, consult_id: UUID) -> ConsultView:
    """A consult that is known to be there."""
    row = (await work.execute(select(consults).where(consults.c.id == consult_id))).one()
    plan = PlanForm.model_validate({name: getattr(row, name) for name in PlanForm.model_fields})
    return ConsultView(**{name: getattr(row, name) for name in ConsultView.model_fields if name != "plan"}, plan=plan)
