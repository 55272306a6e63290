"""What screening decided about a patient."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.care.forms.clearances import ClearanceView
from services.booking.care.tables import clearances
from services.booking.people.queries.patients import patient_row


async def list_clearances(work: Work, patient_id: UUID, paging: Paging) -> Page[ClearanceView]:
    """Every decision about a patient, the last that came first. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    statement: Select[Any] = select(clearances).where(clearances.c.patient_id == patient_id)
    newest_first = [clearances.c.heard.desc()]
    return await page(work, statement, newest_first, paging, ClearanceView.model_validate)
