"""Courses."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from contracts.vocabulary import Modality
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.care.domain.words import Area, Concern
from services.booking.care.forms.course_extensions import ExtensionView, SkippedReviewView
from services.booking.people.forms.fields import Reason


class CourseChangeForm(Form):
    """Why a course is stopped or goes on; it stays at the clinic."""

    reason: Reason


class CourseEndView(View):
    """What has become of a course."""

    course_id: UUID
    patient_id: UUID
    stopped_at: datetime | None = Field(description="null: it goes on")
    called_off_appointment_id: UUID | None = Field(description="the first appointment that was booked ahead")
    called_off_appointment_ids: list[UUID] = Field(description="all that were booked ahead, the soonest first")


class CourseView(View):
    """A course and how far it has come."""

    id: UUID
    consult_id: UUID
    patient_id: UUID
    clinic_id: UUID
    protocol: str
    protocol_version: str | None = Field(description="the version that made the course; GET …/protocol explains it")
    protocol_signature: str | None = Field(description="who had signed it, or unsigned")
    concern: Concern
    area: Area
    modality: Modality
    device_model: str
    depth_mm: Decimal
    sessions: int
    performed: int
    completed: bool = Field(description="what the course itself plans was performed; maintenance may follow")
    maintenance: int = Field(description="how many of the sessions keep up the results, after the course")
    maintenance_weeks_min: int | None = Field(description="weeks between these, at least; null: there are none")
    maintenance_weeks_max: int | None
    extensions: list[ExtensionView] = Field(description="sessions past the protocol's count, the oldest first")
    spacing_weeks_min: int
    spacing_weeks_max: int
    planned_at: datetime
    stopped_at: datetime | None = Field(description="nothing more is booked in it; null: it goes on")
    stopped_because: str | None
    next_kind: AppointmentKind
    next_from: date | None = Field(description="first local day on which the next appointment may be booked")
    next_until: date | None = Field(description="last such day, included")
    next_appointment_id: UUID | None = Field(description="the next appointment, when it is booked")
    consent_missing: bool = Field(description="true: no session is recorded before the patient has signed a consent")
    review_due: bool = Field(description="the protocol wants another review of the results")
    review_from: date | None = Field(description="first local day on which it is wanted; null: none is due")
    review_until: date | None = Field(description="last such day, included; null: as soon as possible")
    skipped_reviews: list[SkippedReviewView] = Field(description="reviews that were not to take place, oldest first")
    hold: str | None = Field(description="why nothing can be booked now, in the reader's language")
