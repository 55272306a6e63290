"""The few facts of other services that messages are made of, kept as last heard. A replay writes them again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, update
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from contracts.booking.clinics import ClinicDetails
from contracts.booking.patients import PatientDetails
from services.notifications.domain.cause import Standing
from services.notifications.tables import appointments, clinics, patients


async def keep_clinic(work: Work, clinic_id: UUID, details: ClinicDetails) -> None:
    """A clinic as it is from now on."""
    await _keep(work, clinics, clinic_id, details.model_dump(include=set(clinics.c.keys())))


async def keep_patient(work: Work, patient_id: UUID, details: PatientDetails, channel: str, marketing: bool) -> None:
    """A patient as registered. Date of birth and family name are no business of messages."""
    values = {**_contact(details), "channel": channel, "marketing": marketing}
    await _keep(work, patients, patient_id, values)


async def change_patient(work: Work, patient_id: UUID, details: PatientDetails) -> None:
    """Other contact facts; what is planned uses them from now on."""
    await work.execute(update(patients).where(patients.c.id == patient_id).values(**_contact(details)))


async def change_preferences(work: Work, patient_id: UUID, channel: str, marketing: bool) -> None:
    """Another channel, or another word on marketing."""
    await work.execute(update(patients).where(patients.c.id == patient_id).values(channel=channel, marketing=marketing))


async def keep_appointment(work: Work, appointment_id: UUID, starts_at: datetime, standing: Standing) -> None:
    """An appointment as it stands now."""
    await _keep(work, appointments, appointment_id, {"starts_at": starts_at, "standing": standing.value})


def _contact(details: PatientDetails) -> dict[str, Any]:
    return details.model_dump(include={"given_name", "home_clinic_id", "phone", "email"})


async def _keep(work: Work, table: Table, id: UUID, values: Mapping[str, Any]) -> None:  # the column
    statement = insert(table).values(id=id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=dict(values)))
