"""What a patient asked to have changed of their contact, and what became of it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.people.domain.contact_changes import ContactChangeStatus
from services.booking.people.forms.contact_changes import ContactChangeView
from services.booking.people.queries.patients import patient_row
from services.booking.people.tables import contact_changes as of


async def list_changes(work: Work, patient_id: UUID, paging: Paging) -> Page[ContactChangeView]:
    """The newest first. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)

    def view(row: Row) -> ContactChangeView:
        over = row.status == ContactChangeStatus.PENDING and row.until <= work.now
        columns: dict[str, Any] = {**row._mapping, **({"status": ContactChangeStatus.EXPIRED} if over else {})}
        return ContactChangeView.model_validate(columns)

    statement = select(of).where(of.c.patient_id == patient_id)
    return await page(work, statement, [of.c.id.desc()], paging, view)
