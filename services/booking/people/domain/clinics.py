"""A clinic as the rules see it: where it is, and when it is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.people.domain.opening_hours import OpenHours


@dataclass(frozen=True)
class Place:
    """A clinic as the rules see it."""

    clinic_id: UUID
    name: str
    zone: ZoneInfo
    hours: Sequence[OpenHours]
