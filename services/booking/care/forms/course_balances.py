"""Balances of courses that were begun elsewhere."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from contracts.vocabulary import Modality
from services.booking.care.domain.words import Area, Concern
from services.booking.people.forms.fields import Reason


class BalanceEndForm(Form):
    """Why nothing is left of it; no health data."""

    reason: Reason


class CourseBalanceView(View):
    """What is known of a course that was begun elsewhere. It clears nothing."""

    id: UUID
    patient_id: UUID
    clinic_id: UUID
    concern: Concern
    area: Area
    modality: Modality
    sessions: int = Field(description="planned elsewhere")
    performed: int = Field(description="of these, elsewhere")
    last_session_on: date | None = Field(description="local day of the last one; null: none")
    source: str = Field(description="the software that said so")
    recorded_at: datetime
    course_id: UUID | None = Field(description="the course here that goes on with it; null: a consult is needed first")
    ended_by: str | None
    ended_at: datetime | None = Field(description="nothing is left of it; null: it counts")
    ended_because: str | None
    version: int
