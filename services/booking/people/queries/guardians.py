"""Guardians of a patient."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.people.forms.guardians import GuardianView
from services.booking.people.queries.patients import patient_row
from services.booking.people.tables import guardians as of


async def list_guardians(work: Work, patient_id: UUID, paging: Paging, *, ended: bool) -> Page[GuardianView]:
    """Those who decide for a patient; with ``ended`` also those who did. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    statement = select(of).where(of.c.patient_id == patient_id)
    if not ended:
        statement = statement.where(of.c.ended_at.is_(None))
    return await page(work, statement, [of.c.id], paging, GuardianView.model_validate)
