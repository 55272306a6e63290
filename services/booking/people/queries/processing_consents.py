"""What a patient agreed to."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.people.forms.processing_consents import ConsentView
from services.booking.people.queries.patients import patient_row
from services.booking.people.tables import processing_consents as of


async def list_consents(work: Work, patient_id: UUID, paging: Paging) -> Page[ConsentView]:
    """The newest first. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    statement = select(of).where(of.c.patient_id == patient_id)
    return await page(work, statement, [of.c.id.desc()], paging, ConsentView.model_validate)
