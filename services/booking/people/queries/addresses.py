"""By what a patient is reached, and was."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.people.forms.addresses import AddressView
from services.booking.people.queries.patients import patient_row
from services.booking.people.tables import patient_addresses as of


async def list_addresses(work: Work, patient_id: UUID, paging: Paging, *, ended: bool) -> Page[AddressView]:
    """Those that hold, in the order in which they are tried; with ``ended`` also those that were taken away.

    Raises NotFound, Forbidden, RecordMerged.
    """
    await patient_row(work, patient_id)
    statement = select(of).where(of.c.patient_id == patient_id)
    if not ended:
        statement = statement.where(of.c.ended_at.is_(None))
    return await page(work, statement, [of.c.position, of.c.id], paging, AddressView.model_validate)
