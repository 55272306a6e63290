"""Consults as they were recorded, and as they were before they were amended."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, page
from chassis.work import Work
from services.booking.care.forms.consults import ConsultView, EarlierConsultView, WholeConsultView
from services.booking.care.store.consults import consult_row
from services.booking.care.tables import consults, earlier_consults
from services.booking.people.access import authorize_row, seen_in_record
from services.booking.people.queries.patients import patient_row

_PLAN = ("concern", "area", "modality", "device_model", "depth_mm")


async def consult(work: Work, consult_id: UUID) -> WholeConsultView:
    """A consult with every version before. Raises NotFound, Forbidden."""
    row = await consult_row(work, consult_id)
    await authorize_row(work, row.patient_id, row.clinic_id)
    of = earlier_consults.c
    statement = select(earlier_consults).where(of.consult_id == consult_id).order_by(of.version.desc())
    earlier = [EarlierConsultView.model_validate(each) for each in await work.execute(statement)]
    return WholeConsultView(**_fields(row), earlier=earlier)


async def list_consults(work: Work, patient_id: UUID, paging: Paging, period: Period) -> Page[ConsultView]:
    """A patient's consults, the newest first, of the clinics that the caller may see. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    of = consults.c
    seen = await seen_in_record(work, patient_id, consults)
    statement = select(consults).where(of.patient_id == patient_id, seen, *period.of(of.completed_at))
    newest_first = [of.completed_at.desc(), of.id.desc()]
    return await page(work, statement, newest_first, paging, lambda row: ConsultView(**_fields(row)))


def _fields(row: Row) -> dict[str, Any]:
    plan = {name: getattr(row, name) for name in _PLAN} | (row.plan_details or {})
    return {name: value for name, value in row._mapping.items() if name in ConsultView.model_fields} | {"plan": plan}
