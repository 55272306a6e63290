"""A clinic as the rules see it: where it is, and when it is open."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.people.domain.opening_hours import OpeningHours


@dataclass(frozen=True)
class ClinicSettings:
    """What one clinic does differently from the chain. None: as the chain does it."""

    numbing_minutes: int | None = None
    """How long the anaesthetic acts before the needling; the chain's default is in the protocols."""
    arrive_minutes: int = 0
    """From a patient's arrival for a session until the numbing or the treatment begins."""
    recover_minutes: int = 0
    """For how long a patient stays in the room after the treatment."""
    clean_minutes: int = 0
    """How long room and device are cleaned after a session, before the next patient."""
    travel_minutes: int = 0
    """How long a practitioner takes from one clinic of the chain to another; the chain's, for all of them."""


@dataclass(frozen=True, eq=False)
class Place:
    """A clinic as the rules see it. Compared by identity, so that what follows from it can be remembered."""

    clinic_id: UUID
    name: str
    zone: ZoneInfo
    hours: OpeningHours
    settings: ClinicSettings = ClinicSettings()
    hours_version: int = 0
    """Goes up with each change of the hours, so that who has read them can ask whether they still hold."""
