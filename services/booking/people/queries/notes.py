"""Notes about a patient."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.people.forms.notes import NoteView
from services.booking.people.queries.patients import patient_row
from services.booking.people.tables import patient_notes as of


async def list_notes(work: Work, patient_id: UUID, paging: Paging, *, gone: bool) -> Page[NoteView]:
    """Those that stand, the newest first; with ``gone`` also those that were amended or removed.

    Raises NotFound, Forbidden.
    """
    await patient_row(work, patient_id)
    statement = select(of).where(of.c.patient_id == patient_id)
    if not gone:
        statement = statement.where(of.c.gone_at.is_(None))
    return await page(work, statement, [of.c.id.desc()], paging, NoteView.model_validate)
