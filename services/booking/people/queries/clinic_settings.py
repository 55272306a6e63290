"""What one clinic does differently from the chain."""

from uuid import UUID

from sqlalchemy import select

from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.forms.clinic_settings import ClinicSettingsView
from services.booking.people.tables import clinic_settings, clinics


async def clinic_settings_of(work: Work, clinic_id: UUID) -> ClinicSettingsView:
    """Version 0 is a clinic that does everything as the chain does it. Raises NotFound, Forbidden."""
    work.access.authorize(where=clinic_id)
    statement = select(clinic_settings).select_from(clinics.outerjoin(clinic_settings)).where(clinics.c.id == clinic_id)
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFound("There is no such clinic.")
    return ClinicSettingsView(**{**row._mapping, "clinic_id": clinic_id, "version": row.version or 0})
