"""When a clinic is open on a day, and who and what of it cannot be booked then."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.http import View
from services.booking.calendar.domain.unavailabilities import Cause, ResourceKind


class OpenView(View):
    """A stretch of a day during which a clinic is open."""

    starts_at: datetime
    ends_at: datetime = Field(description="excluded")


class AwayView(View):
    """A practitioner, a room or a device that cannot be booked, as far as it concerns the day."""

    resource_kind: ResourceKind
    resource_id: UUID
    cause: Cause | Literal["off_shift"] = Field(
        description="off_shift: the clinic is open, and the practitioner does not work there then"
    )
    starts_at: datetime
    ends_at: datetime = Field(description="excluded")


class DayHoursView(View):
    """When a clinic is open on a day, and who and what of it cannot be booked then."""

    open: list[OpenView] = Field(description="none: closed on that day; a lunch break makes two of them")
    reason: str | None = Field(
        description="why the hours are not those of every week: what the clinic wrote, or the name of a public "
        "holiday; null: they are"
    )
    away: list[AwayView] = Field(description="cut to the day, the soonest first")
