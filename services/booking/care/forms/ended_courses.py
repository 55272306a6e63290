"""How courses ended."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from chassis.figures import Share
from chassis.http import View


class CourseEnd(StrEnum):
    """How a course ended."""

    COMPLETED = "completed"
    """All sessions that it plans took place; maintenance comes after that and does not count."""
    STOPPED = "stopped"
    """Somebody stopped it before, with a reason."""
    LAPSED = "lapsed"
    """Nobody stopped it and nothing is booked, and the longest time that the protocol allows between two sessions is
    over: since the last session, or before the first one since it was planned."""


class EndedCoursesView(View):
    """Courses that ended in a period."""

    completed: Share
    """Of all that ended, those that were completed."""
    stopped: int
    lapsed: int
    sessions_planned: int
    """In all of them together, without maintenance."""
    sessions_performed: int
    """Of these, those that took place."""


class EndedCourseView(View):
    """One course that ended."""

    course_id: UUID
    patient_id: UUID
    clinic_id: UUID
    clinic: str = Field(examples=["Chiado"])
    concern: str = Field(examples=["acne_scars"])
    device_model: str
    how: CourseEnd
    ended_at: datetime
    """When the last planned session took place, when it was stopped, or when the time for the next session was over."""
    sessions_planned: int
    sessions_performed: int
    because: str | None = Field(examples=["She moves to another town."])
    """Why it was stopped, in the words of whoever did; null unless it was."""
