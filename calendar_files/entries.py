"""Entries of a calendar: one UID for one appointment, and a SEQUENCE that rises with each of its changes."""

import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from calendar_files.zones import rules_of

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
    """The clinic's; times are shown on its clock where its years follow a rule, else in UTC."""
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
    calendar, zones = _calendar(method), _zones([entry])
    event = _event(entry, zones, status="CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("organizer", _party(organizer))
    invited = _party(attendee)
    invited.params["ROLE"], invited.params["RSVP"] = vText("REQ-PARTICIPANT"), vText("FALSE")
    invited.params["PARTSTAT"] = vText("ACCEPTED")
    event.add("attendee", invited)
    calendar.add_component(event)
    return _written(calendar, zones.values())


def file_of(entry: Entry, *, cancelled: bool = False) -> bytes:
    """One appointment as a file that somebody opens: it is added to their calendar, or marked as cancelled there."""
    calendar, zones = _calendar("PUBLISH"), _zones([entry])
    calendar.add_component(_event(entry, zones, status="CANCELLED" if cancelled else "CONFIRMED"))
    return _written(calendar, zones.values())


def feed(entries: Iterable[Entry], *, name: str, refresh: timedelta) -> bytes:
    """All that a calendar shows who subscribes to it; what is not in it any longer vanishes there."""
    listed = list(entries)
    calendar, zones = _calendar("PUBLISH"), _zones(listed)
    calendar.add("name", _on_one_line(name))
    calendar.add("x-wr-calname", _on_one_line(name))
    calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    for entry in listed:
        calendar.add_component(_event(entry, zones, status="CONFIRMED"))
    return _written(calendar, zones.values())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(entry: Entry, zones: Container[ZoneInfo], *, status: str) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("dtstart", _shown(entry.starts_at, entry.zone, zones))
    if entry.ends_at is not None:
        event.add("dtend", _shown(entry.ends_at, entry.zone, zones))
    event.add("summary", _on_one_line(entry.summary))
    for name, text in (("location", entry.location), ("description", entry.description)):
        if text:
            event.add(name, _said(text))
    event.add("status", status)
    event.add("transp", "OPAQUE" if entry.busy and status != "CANCELLED" else "TRANSPARENT")
    return event


def _party(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.address}")
    if name := _on_one_line(party.name):
        address.params["CN"] = vText(name)
    return address


def _zones(entries: Sequence[Entry]) -> dict[ZoneInfo, Timezone]:
    """The rules of each zone in the years in which its entries are; without those that follow no rule."""
    days: dict[ZoneInfo, list[int]] = {}
    for each in entries:
        days.setdefault(each.zone, []).append(each.starts_at.astimezone(each.zone).year)
    found = {zone: rules_of(zone, min(years), max(years)) for zone, years in days.items()}
    return {zone: rules for zone, rules in found.items() if rules is not None}


def _shown(at: datetime, zone: ZoneInfo, zones: Container[ZoneInfo]) -> datetime:
    """On the zone's clock where its rules are there; in UTC else, and when that clock shows the hour a second time.

    A local time that comes twice is read as the first (RFC 5545, 3.3.5).
    """
    local = at.astimezone(zone)
    return local if zone in zones and not local.fold else at.astimezone(UTC)


def _said(text: str) -> str:
    """Without signs that no calendar file may hold (RFC 5545, 3.1), and one kind of line end."""
    lines = "\n".join(text.splitlines())
    return "".join(" " if unicodedata.category(sign) == "Cc" and sign != "\n" else sign for sign in lines)


def _on_one_line(text: str) -> str:
    return " ".join(_said(text).split())


def _written(calendar: Calendar, zones: Iterable[Timezone]) -> bytes:
    """With the rules of the zones that its times name, before them."""
    calendar.subcomponents[:0] = zones
    written: bytes = calendar.to_ical()
    return written
