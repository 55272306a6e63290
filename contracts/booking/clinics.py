"""booking.clinics: what every service keeps about a clinic. Keyed by clinic."""

from datetime import date, time
from uuid import UUID

from pydantic import Field

from contracts.event import Event, Fact, Zone


class OpeningHours(Fact):
    """When a clinic is open on one day of every week, in its own zone. A day may have several."""

    weekday: int = Field(ge=0, le=6)
    """0 is Monday."""
    opens: time
    """Local time."""
    closes: time
    """Local time; 00:00 is midnight, the end of the day."""


class ClinicDetails(Fact):
    """The few facts about a clinic that other services need."""

    name: str
    """The clinic's name, as patients know it."""
    address: str
    """One line, as printed in a message."""
    time_zone: Zone
    """IANA name, e.g. ``Europe/Lisbon``. Every local decision for this clinic is made in it."""
    map_link: str
    """https link with directions, put into messages (S1: patients ask for directions)."""
    phone: str
    """E.164, for patients to call."""
    messages_from: time
    """Local time from which non-urgent messages may go out; 08:00 unless set (47 CFR 64.1200(c)(1))."""
    messages_until: time
    """Local time after which they may not; 21:00 unless set."""
    stock_contact: str
    """E-mail address of the stock manager, who is informed of low stock and recalls."""
    hours: tuple[OpeningHours, ...] | None = None
    """The usual week, without holidays and closed days; None in events from before hours were published."""
    closed_from: date | None = None
    """Local day from which on the clinic is closed for good; None: it stays, or the event is from before this was
    published. Nothing is to be ordered, or sent there, that would arrive on that day or later."""


class ClinicOpened(Event, topic="booking.clinics", key="clinic_id"):
    """A clinic joined the chain."""

    clinic_id: UUID
    """The clinic."""
    details: ClinicDetails
    """Its details from now on."""


class ClinicChanged(Event, topic="booking.clinics", key="clinic_id"):
    """A clinic's details changed; carries all of them, changed or not."""

    clinic_id: UUID
    """The clinic."""
    details: ClinicDetails
    """Its details from now on."""


class ClosedDaysChanged(Event, topic="booking.clinics", key="clinic_id"):
    """On which days a clinic is closed though its usual week has hours; published again every month, for a year ahead.

    Each replaces what was said before. A clinic of which none has come is not known to close on any day.
    """

    clinic_id: UUID
    """The clinic."""
    first_day: date
    """Local day; of those before nothing is said."""
    last_day: date
    """Local day, included; of those after nothing is said."""
    closed_days: tuple[date, ...]
    """Local days, in order: closures, and public holidays on which the clinic has not said that it is open."""
