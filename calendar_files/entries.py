"""Entries of a calendar: one UID for one appointment, and a SEQUENCE that rises with each of its changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//Needlepoint//Appointments//EN"
Method = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True)
class Entry:
    """One appointment, as a calendar shows it."""

    uid: str
    """The same for as long as the appointment exists, in every file and mail about it."""
    sequence: int
    """Rises with each change: what a calendar knows with a higher one is not overwritten."""
    stamp: datetime
    """UTC. When this was written; of two with one sequence the later counts."""
    starts_at: datetime
    ends_at: datetime | None
    """None: not known, as of an appointment that is cancelled."""
    zone: ZoneInfo
    """The clinic's; times are shown on its clock, with its rules."""
    summary: str
    location: str = ""
    description: str = ""
    busy: bool = True
    """False: it stands in the calendar and takes no time, such as a note."""


@dataclass(frozen=True)
class Party:
    """Who invites, or is invited."""

    address: str
    """E-mail address."""
    name: str = ""


def uid_of(appointment_id: UUID) -> str:
    """The UID of an appointment, in whatever file or mail it is."""
    return f"{appointment_id}@needlepoint"


def invitation(entry: Entry, method: Method, *, organizer: Party, attendee: Party) -> bytes:
    """What a mail carries: the appointment, or that it is cancelled. The mail's part has to name the same method."""
    calendar = _calendar(method)
    event = _event(entry, status="CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("organizer", _party(organizer))
    invited = _party(attendee)
    invited.params["ROLE"], invited.params["RSVP"] = vText("REQ-PARTICIPANT"), vText("FALSE")
    invited.params["PARTSTAT"] = vText("ACCEPTED")
    event.add("attendee", invited)
    calendar.add_component(event)
    return _written(calendar)


def file_of(entry: Entry, *, cancelled: bool = False) -> bytes:
    """One appointment as a file that somebody opens: it is added to their calendar, or marked as cancelled there."""
    calendar = _calendar("PUBLISH")
    calendar.add_component(_event(entry, status="CANCELLED" if cancelled else "CONFIRMED"))
    return _written(calendar)


def feed(entries: Iterable[Entry], *, name: str, refresh: timedelta) -> bytes:
    """All that a calendar shows who subscribes to it; what is not in it any longer vanishes there."""
    calendar = _calendar("PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, status="CONFIRMED"))
    return _written(calendar)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(entry: Entry, *, status: str) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(entry.zone))
    if entry.ends_at is not None:
        event.add("dtend", entry.ends_at.astimezone(entry.zone))
    event.add("summary", entry.summary)
    for name, text in (("location", entry.location), ("description", entry.description)):
        if text:
            event.add(name, text)
    event.add("status", status)
    event.add("transp", "OPAQUE" if entry.busy and status != "CANCELLED" else "TRANSPARENT")
    return event


def _party(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.address}")
    if party.name:
        address.params["CN"] = vText(party.name)
    return address


def _local_day(event: Event) -> date:
    start = event.start
    return start.date() if isinstance(start, datetime) else start


def _written(calendar: Calendar) -> bytes:
    """With the rules of each zone that its times name, for their years."""
    days = [_local_day(event) for event in calendar.events]
    if days:
        first, last = min(days).replace(month=1, day=1), max(days).replace(month=12, day=31)
        calendar.add_missing_timezones(first_date=first - timedelta(days=365), last_date=last + timedelta(days=365))
    written: bytes = calendar.to_ical()
    return written
