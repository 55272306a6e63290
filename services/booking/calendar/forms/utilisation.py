"""How much of their time practitioners, rooms and devices are booked."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from chassis.http import View
from services.booking.calendar.domain.unavailabilities import ResourceKind


class UseView(View):
    """Booked time beside the time in which it could have been booked."""

    booked_minutes: int
    """Of appointments that took place or are booked; a visit's arrival, numbing, recovery and cleaning count for
    whom or what they occupy."""
    open_minutes: int
    """Of open hours and shifts, less leave, repairs and closures; of a room, for each of its chairs."""
    percent: Decimal | None = Field(examples=["64.5"])
    """With one decimal; above 100 where appointments overlap or lie outside of the hours. Null: it was never open."""


class WeekView(UseView):
    """The part of it in one week."""

    begins_on: date
    """The Monday, local."""


class KindUseView(UseView):
    """All practitioners, rooms or devices of a clinic."""

    weeks: list[WeekView]
    """Each with at least one of the days, in order."""


class ResourceUseView(UseView):
    """One practitioner, room or device."""

    kind: ResourceKind
    id: UUID
    name: str


class UtilisationView(View):
    """Utilisation in a period."""

    practitioners: KindUseView
    rooms: KindUseView
    devices: KindUseView
    each: list[ResourceUseView]
    """The least booked first; none for all clinics together."""
