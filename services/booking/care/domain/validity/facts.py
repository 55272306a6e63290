"""Everything on which the validity of one appointment depends."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from chassis.local_time import local_day
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.days import DayWindow
from services.booking.calendar.domain.devices import Device
from services.booking.calendar.domain.needs import Treats
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.care.domain.clearances import Clearance
from services.booking.care.domain.consents import Consent
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span
from services.booking.people.domain.practitioners import Practitioner


@dataclass(frozen=True)
class SessionFacts:
    """What counts for a session beside the time and who and what it takes."""

    treats: Treats
    decided: Sequence[Clearance]
    """Everything that screening published about its plan, in that order."""
    consents: Sequence[Consent]
    """What the patient has agreed to and not taken back."""
    blocked: Sequence[DayWindow] = ()
    """Days that are too near to other sessions on the same part of the body, performed or booked before this one."""
    short: bool = False
    """Whether the clinic has not the cartridges for it."""
    reasoned: bool = False
    """Whether somebody who may gave a reason for the day."""


@dataclass(frozen=True)
class Facts:
    """An appointment that lies ahead, with everything on which it depends as it is stored now."""

    kind: AppointmentKind
    during: Span
    place: Place
    practitioner: Practitioner
    device: Device | None
    away: Collection[ResourceKind] = ()
    """What it occupies and is not there at that time."""
    treated: Span | None = None
    """While its practitioner is needed (UTC); None: for all of it."""
    room_full: bool = False
    """Whether its room takes fewer at once than were put in it before this one."""
    session: SessionFacts | None = None
    """None for a consult or a review."""
    sessions_missing: int = 0
    """Of a review: how many sessions that its course plans are neither performed nor booked before it."""

    @property
    def day(self) -> date:
        """The clinic's local day."""
        return local_day(self.during.start, self.place.zone)
