"""What a change of the diary touches."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from chassis.http import View
from services.booking.calendar.domain.appointments import AppointmentKind


class TouchedView(View):
    """An appointment that a change of the diary touches: move or cancel it."""

    id: UUID
    clinic_id: UUID
    kind: AppointmentKind
    starts_at: datetime


class TouchedAppointmentsView(View):
    """The booked appointments ahead that a change touches, the soonest first."""

    in_all: int = Field(description="how many there are; at most 200 are listed")
    appointments: list[TouchedView]

    @classmethod
    def of(cls, rows: Iterable[Any], in_all: int) -> Self:
        """From appointments' rows."""
        return cls(in_all=in_all, appointments=[TouchedView.model_validate(row) for row in rows])
