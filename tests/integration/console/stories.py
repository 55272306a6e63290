"""Events that the console consumes, as their publishers would write them."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from contracts.booking.appointments import AppointmentBooked, AppointmentTime, VisitProgressed
from contracts.booking.clinics import ClinicOpened
from contracts.booking.worklist import WorklistItemClaimed, WorklistItemClosed, WorklistItemOpened
from contracts.event import Event
from contracts.registry import BY_TYPE

EXAMPLES = Path("contracts/examples")
HOUR = timedelta(hours=1)


def example(event_type: type[Event]) -> Event:
    """The published example of an event type."""
    return event_type.model_validate_json((EXAMPLES / f"{event_type.type_name()}.json").read_bytes())


def opened(clinic: UUID, name: str = "Avenida") -> ClinicOpened:
    """A clinic in Lisbon that is open from Monday to Friday."""
    said = json.loads((EXAMPLES / f"{ClinicOpened.type_name()}.json").read_bytes())
    hours = [{"weekday": each, "opens": "09:00", "closes": "18:00"} for each in range(5)]
    details = {**said["details"], "name": name, "time_zone": "Europe/Lisbon", "hours": hours}
    return ClinicOpened.model_validate({**said, "clinic_id": clinic, "details": details})


def booked(clinic: UUID, starts_at: datetime, patient: UUID | None = None) -> AppointmentBooked:
    """A session of an hour with half an hour of numbing."""
    return AppointmentBooked(
        appointment_id=uuid4(),
        patient_id=patient or uuid4(),
        clinic_id=clinic,
        kind="session",
        origin="requested",
        time=AppointmentTime(starts_at=starts_at, ends_at=starts_at + HOUR, treatment_starts_at=starts_at + HOUR / 2),
        course_id=uuid4(),
        cartridges=None,
    )


def arrived(of: AppointmentBooked) -> VisitProgressed:
    """The patient is there."""
    return VisitProgressed(
        appointment_id=of.appointment_id,
        patient_id=of.patient_id,
        clinic_id=of.clinic_id,
        kind=of.kind,
        station="arrived",
        at=of.time.starts_at,
    )


def item(clinic: UUID, at: datetime, patient: UUID | None = None, **changes: object) -> WorklistItemOpened:
    """Booking wants a patient to be called within the hour."""
    said = {
        "item_id": uuid4(),
        "kind": "call_patient",
        "subject_id": uuid4(),
        "about": {},
        "clinic_id": clinic,
        "patient_id": patient or uuid4(),
        "opened_at": at,
        "due_at": at + HOUR,
    }
    return WorklistItemOpened.model_validate({**said, **changes})


def claimed(of: WorklistItemOpened, by: str) -> WorklistItemClaimed:
    """Somebody works on it for two hours."""
    until = of.opened_at + 2 * HOUR
    return WorklistItemClaimed.model_validate({**of.model_dump(), "claimed_by": by, "claimed_until": until})


def closed(of: WorklistItemOpened) -> WorklistItemClosed:
    """It is done."""
    return WorklistItemClosed.model_validate({**of.model_dump(), "closed_at": of.opened_at, "why": "called"})


__all__ = ["BY_TYPE", "arrived", "booked", "claimed", "closed", "example", "item", "opened"]
