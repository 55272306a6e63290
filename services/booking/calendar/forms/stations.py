"""Where patients are in their visits."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from chassis.http import Form, UtcMoment, View
from services.booking.calendar.domain.appointments import AppointmentKind, Status
from services.booking.calendar.domain.stations import Noted, Station
from services.booking.calendar.forms.day_hours import DayHoursView
from services.booking.people.forms.fields import Reason


class StationForm(Form):
    """Where the patient is now."""

    station: Station
    at: UtcMoment | None = Field(default=None, description="when it was so; left out: now")
    reason: Reason | None = Field(
        default=None, description="why the patient leaves; needed when nothing was done yet. No health data"
    )


class StationCorrectionForm(Form):
    """The true moment of a station, and how the mistake was found; no health data."""

    at: UtcMoment
    reason: Reason


class StationWithdrawalForm(Form):
    """How it was found that it was not so; no health data."""

    reason: Reason


class StationView(View):
    """What somebody noted of a visit."""

    id: UUID
    station: Station
    at: datetime
    reason: str | None
    noted_by: str
    noted_at: datetime
    withdrawn_at: datetime | None = Field(description="it was not so, or at another moment; null: it stands")
    withdrawn_by: str | None
    withdrawn_because: str | None


class StationsView(View):
    """A visit: where the patient is, and everything that was noted about it."""

    appointment_id: UUID
    patient_id: UUID
    clinic_id: UUID
    status: Status = Field(description="what became of the appointment")
    station: Station | None = Field(description="null: nobody noted that the patient arrived")
    station_at: datetime | None
    waits_since: datetime | None = Field(description="since when somebody should come to the patient; null: nobody")
    stations: list[StationView] = Field(description="in the order in which they were noted")

    @classmethod
    def of(cls, appointment: Any, rows: Iterable[Any], present: Noted | None, waits_since: datetime | None) -> Self:
        """From an appointment's row, those of its stations, and where its patient is."""
        return cls(
            appointment_id=appointment.id,
            patient_id=appointment.patient_id,
            clinic_id=appointment.clinic_id,
            status=Status(appointment.status),
            station=present.station if present else None,
            station_at=present.at if present else None,
            waits_since=waits_since,
            stations=[StationView.model_validate(row._mapping) for row in rows],
        )


class Whereabouts(StrEnum):
    """Where the patient of an appointment is, as somebody at the desk sees it."""

    EXPECTED = "expected"
    LATE = "late"
    """It has begun, and nobody noted that the patient arrived."""
    ARRIVED = "arrived"
    NUMBING = "numbing"
    IN_TREATMENT = "in_treatment"
    DONE = "done"
    LEFT = "left"
    MISSED = "missed"


class ExpectedView(View):
    """One appointment of a clinic's day."""

    appointment_id: UUID
    patient_id: UUID
    patient_name: str
    clinic_id: UUID
    kind: AppointmentKind
    status: Status
    starts_at: datetime
    local_start: datetime
    treatment_starts_at: datetime
    ends_at: datetime
    practitioner_id: UUID
    practitioner_name: str
    room_id: UUID
    room_name: str
    where: Whereabouts
    since: datetime | None = Field(description="since when the patient is there; null while nobody noted anything")
    arrived_at: datetime | None
    waits_since: datetime | None = Field(description="since when somebody should come to the patient; null: nobody")
    waits_minutes: int = Field(description="whole minutes, 0 where nobody has to come")
    waits_too_long: bool = Field(description="longer than the chain allows")
    held: bool = Field(description="it may not begin until its problems are settled")
    overlaps_because: str | None = Field(
        default=None, description="why its practitioner or room may be taken by another; null: nobody gave a reason"
    )


class ClinicDayView(View):
    """Who is where at a clinic on a day, as it is known now."""

    clinic_id: UUID
    day: date = Field(description="local")
    as_of: datetime
    waiting_minutes: int = Field(description="how long a patient may wait: a policy of the chain")
    counts: dict[Whereabouts, int] = Field(description="appointments of that day, whatever was asked for")
    waits_too_long: int
    appointments: list[ExpectedView] = Field(description="the soonest first")
    hours: DayHoursView
