"""How long patients wait."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from chassis.figures import Spread
from chassis.http import View


class WaitsView(View):
    """Waits of a period, each counted on the day on which it ended."""

    waiting: Spread
    """At the clinic, in minutes: from the booked start, or the arrival if it was later, until the numbing cream or
    the treatment was begun. Whoever came early and was treated before the booked start waited 0."""
    left: int
    """Patients who came, and left before anything was begun."""
    not_noted: int
    """Patients whose arrival was noted, and not when anything was begun."""
    consult: Spread
    """In local days: from the day on which the time was chosen until the consult took place. After a move, from the
    day of the move; without consults that came from other software."""
    first_session: Spread
    """In local days: from the consult until the first session of its course took place."""


class Wait(StrEnum):
    """What a patient waited for."""

    WAITING = "waiting"
    """At the clinic, in minutes."""
    CONSULT = "consult"
    """For a consult, in local days."""
    FIRST_SESSION = "first_session"
    """From the consult to the first session, in local days."""


class WaitView(View):
    """One wait that the figure counts."""

    appointment_id: UUID
    """At which it ended."""
    patient_id: UUID
    clinic_id: UUID
    clinic: str = Field(examples=["Chiado"])
    at: datetime
    """The booked start of a visit and a consult; when the session took place."""
    took: float | None
    """Minutes at the clinic, otherwise days; null: it is not noted when anything was begun."""
    left: bool
    """Whether the patient left before anything was begun."""
