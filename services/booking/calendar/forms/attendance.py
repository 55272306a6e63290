"""Late cancellations, no-shows and deposits."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.attendance import BeforeBooking, Fact, FactState
from services.booking.people.forms.fields import Line, Reason


class AttendancePolicyForm(Form):
    """What is agreed with patients, from a day on. Figures are policies: no source gives one."""

    kinds: Annotated[list[AppointmentKind], Field(max_length=3)] = Field(
        default=list(AppointmentKind), description="for which kinds of appointment"
    )
    late_hours: Annotated[int, Field(ge=1, le=720)] | None = Field(
        default=None,
        description="who cancels later than so many hours before the start cancels late; null: nobody does",
    )
    spared: Annotated[int, Field(ge=0, le=100)] = Field(
        default=0, description="how many late cancellations and no-shows pass without a consequence"
    )
    deposit_kinds: Annotated[list[AppointmentKind], Field(max_length=3)] = Field(
        default=[], description="for which kinds a deposit is asked"
    )
    count_days: Annotated[int, Field(ge=1, le=3650)] = Field(default=365, description="for how long something counts")
    missed_limit: Annotated[int, Field(ge=1, le=100)] | None = Field(
        default=None, description="from how many no-shows on more is asked before booking; null: never"
    )
    before_booking: BeforeBooking = Field(
        default=BeforeBooking.CONFIRMATION, description="what is asked then: a confirmation by a director, or a deposit"
    )
    late_moves: bool = Field(
        default=False, description="a patient who moves an appointment when a cancellation would be late cancels late"
    )
    reason: Reason


class AttendancePolicyView(View):
    """A version of what is agreed."""

    id: UUID
    clinic_id: UUID | None = Field(description="null: of the chain, for clinics that have none of their own")
    begins_on: date = Field(description="local; what is booked from that day on")
    kinds: list[AppointmentKind]
    late_hours: int | None
    spared: int
    deposit_kinds: list[AppointmentKind]
    count_days: int
    missed_limit: int | None
    before_booking: BeforeBooking
    late_moves: bool
    reason: str
    entered_by: str
    entered_at: datetime
    in_force: bool | None = Field(description="whether it holds for what this clinic books today; null: not asked")


class WaiverForm(Form):
    """Why it passes without a consequence; no health data."""

    reason: Reason


class PaymentForm(Form):
    """What the till says."""

    reference: Line


class ReopeningForm(Form):
    """How it was found that it was not paid, or is not waived; no health data."""

    reason: Reason


class AttendanceFactView(View):
    """A late cancellation, a no-show or a deposit."""

    id: UUID
    appointment_id: UUID
    patient_id: UUID
    clinic_id: UUID
    fact: Fact
    at: datetime
    policy_id: UUID | None = Field(description="by which it counts; null: none was in force")
    spared: bool = Field(description="it counts, and passes without a consequence")
    state: FactState
    reference: str | None = Field(description="the till's, of what was paid")
    moved_from: datetime | None = Field(description="the start that was given up by a late move; null: no move")
    settled_at: datetime | None
    settled_because: str | None


class AttendanceView(View):
    """What counts of a patient."""

    patient_id: UUID
    since: datetime = Field(description="what was before does not count any longer")
    missed: int
    cancelled_late: int
    deposits_open: int
    facts: list[AttendanceFactView] = Field(description="the newest first, at most 100, also what does not count")


class CancellationView(View):
    """What it would mean if the patient cancelled now. Nothing has changed."""

    appointment_id: UUID
    is_late: bool
    late_from: datetime | None = Field(description="from when on a cancellation by the patient is late; null: never")
    move_is_late: bool = Field(description="to move it away from its start now would count as a late cancellation")
    sentence: str
    policy: AttendancePolicyView | None
    spared: bool = Field(description="it would count, and pass without a consequence")
    missed: int = Field(description="what counts so far")
    cancelled_late: int
    deposit: FactState | None = Field(description="of the appointment; null: none was asked")
