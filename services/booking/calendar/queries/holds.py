"""Slots that are held now."""

from uuid import UUID

from chassis.http import Page, Paging, page
from chassis.refusals import Invalid
from chassis.work import Work
from services.booking.access import visible
from services.booking.calendar.forms.holds import HoldView
from services.booking.calendar.store.holds import named_holds
from services.booking.calendar.tables import holds
from services.booking.people.access import opened_at, seen_of
from services.booking.people.queries.patients import patient_row


async def list_holds(work: Work, paging: Paging, patient_id: UUID | None, clinic_id: UUID | None) -> Page[HoldView]:
    """What is held for a patient or at a clinic, that which ends first first. Raises NotFound, Forbidden, Invalid."""
    reach = work.access.reach(whose=patient_id, where=clinic_id, opened=await opened_at(work, patient_id))
    patient_id = patient_id or (reach.own if clinic_id is None else None)
    if patient_id is None and clinic_id is None:
        raise Invalid("Send patient_id or clinic_id.")
    seen = await seen_of(work, reach, patient_id, visible(reach, holds))
    statement = named_holds().where(seen, holds.c.expires_at > work.now)
    if patient_id is not None:
        await patient_row(work, patient_id)
        statement = statement.where(holds.c.patient_id == patient_id)
    if clinic_id is not None:
        statement = statement.where(holds.c.clinic_id == clinic_id)
    return await page(work, statement, [holds.c.expires_at, holds.c.id], paging, lambda row: HoldView.of(row._mapping))
