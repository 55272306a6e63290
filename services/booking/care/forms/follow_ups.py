"""Follow-ups that wait to be placed."""

from datetime import date, time
from uuid import UUID

from pydantic import Field

from chassis.http import View
from services.booking.calendar.domain.appointments import AppointmentKind


class FollowUpView(View):
    """A follow-up that booking could not hold: the front desk places it by booking it."""

    after_session_id: UUID
    course_id: UUID
    patient_id: UUID
    patient_name: str
    clinic_id: UUID
    kind: AppointmentKind
    window_from: date | None
    window_until: date | None
    near: time = Field(description="the patient's usual local time of day")
    why: str
