"""Which starts are free at one clinic: those at which all that an appointment needs is free while it is needed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from chassis.local_time import start_of_day
from services.booking.calendar.domain.needs import Lengths, Needs
from services.booking.calendar.domain.rooms import Capacity
from services.booking.calendar.domain.slots.chairs import starts_with_a_chair
from services.booking.calendar.domain.slots.grid import (
    Frame,
    at_times_of_day,
    lasting,
    ones,
    starts_blocked,
    starts_within,
)
from services.booking.calendar.domain.slots.wishes import Wish
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span, joined, open_spans
from services.booking.people.domain.shifts import Roster, working_spans

_DAY = timedelta(days=1)

DayBounds = tuple[date | None, date | None]


class Busy(NamedTuple):
    """When something cannot be had: pairs of numbers, as `starts_blocked` takes them."""

    taken: bytes = b""
    """By appointments; for a practitioner of several clinics with the journey to and from the others.

    Of a room that takes several at once: triples, as `starts_with_a_chair` takes them.
    """
    away: bytes = b""
    """On leave, in repair, gone."""


class AllBusy(NamedTuple):
    """The same of several resources, in their order."""

    taken: tuple[bytes, ...]
    away: tuple[bytes, ...] | None = None
    """None: all of them are there, as on most days."""

    def each(self) -> Iterator[Busy]:
        """One after the other."""
        return map(Busy, self.taken, self.away) if self.away else map(Busy, self.taken)


@dataclass(frozen=True)
class Resource:
    """A room or a device."""

    id: UUID
    name: str


@dataclass(frozen=True)
class Room(Resource):
    """A room."""

    capacities: tuple[Capacity, ...] = ()
    """How many it takes at once, from which day on; none: one."""


@dataclass(frozen=True)
class Staff(Resource):
    """A practitioner who may do what is needed, on some days at least."""

    permitted: tuple[DayBounds, ...] = ((None, None),)
    """From which local day until which, both included."""
    roster: Roster | None = None
    """Their shifts; None: they work in the opening hours."""


@dataclass(frozen=True, eq=False)
class Equipment:
    """Who and what an appointment could take at a clinic. Compared by identity: what follows from it is remembered."""

    staff: Sequence[Staff] = ()
    rooms: Sequence[Room] = ()
    devices: Sequence[Resource] = ()
    """Of the model that is needed; none for a talk."""


class Lack(StrEnum):
    """Why a clinic offers nothing."""

    NOT_OPEN = "not_open"
    """On the days and at the times that are asked for and allowed, the clinic is not open for long enough."""
    NO_PRACTITIONER = "no_practitioner"
    """Nobody there may do it, or not the practitioner who is wanted; or they are on leave, or without a shift, then."""
    NO_ROOM = "no_room"
    """The clinic has no room, or none that can be used at the times that are asked for and allowed."""
    NO_DEVICE = "no_device"
    """The clinic has no device of the model that was screened, or none that can be used then."""
    ALL_TAKEN = "all_taken"
    """There is everything, and never all of it at once."""


@dataclass(frozen=True)
class AtClinic:
    """A clinic at which time is looked for: what is needed there, and the moments between which all of it lies."""

    place: Place
    needs: Needs
    within: Span


@dataclass(frozen=True, eq=False)
class Free:
    """Who and what is free at a clinic in a frame, and the starts at which all that is needed is.

    Compared by identity: what follows from it is remembered.
    """

    frame: Frame
    lengths: Lengths
    starts: int
    staff: Sequence[tuple[Staff, Busy, int]]
    rooms: Sequence[tuple[Resource, int]]
    devices: Sequence[tuple[Resource, int]]


def asked(sought: AtClinic, frame: Frame, wish: Wish, now: datetime) -> int:
    """The starts at which the clinic is open, and which meet the wish and the days that are allowed."""
    place, needs = sought.place, sought.needs
    days = needs.days
    since = max(sought.within.start, now + timedelta(microseconds=1))
    until = sought.within.end
    if days.first is not None:
        since = max(since, start_of_day(days.first, place.zone))
    if days.last is not None:
        until = min(until, start_of_day(days.last + _DAY, place.zone))
    stay = lasting(needs.lengths.total)
    starts = starts_within([Span(since, until)], frame, 0, stay)
    if starts:
        starts &= _open(place, frame, stay)
    if starts and needs.blocked_days:
        starts &= frame.on_days(day for day in _days(frame) if needs.is_free_on(day))
    if starts and (times := wish.times_of_day):
        starts &= at_times_of_day(frame, *times)
    return starts


def unblocked(patient: Busy, frame: Frame, lengths: Lengths) -> int:
    """The starts at which the patient is free for all of the stay, among many others."""
    return ~_blocked(patient, frame, 0, lasting(lengths.total))


@lru_cache(maxsize=2048)
def free_in(
    equipment: Equipment, busy: AllBusy, place: Place, frame: Frame, lengths: Lengths, with_device: bool
) -> Free:
    """What is free. ``busy`` is of staff, rooms and devices, in their order.

    Remembered: from one search to the next little changes at most clinics.
    """
    lead, treatment = lasting(lengths.lead), lasting(lengths.treatment)
    stay, cleaning = lasting(lengths.total), lasting(lengths.cleaning)
    each = busy.each()
    theirs, others = list(islice(each, len(equipment.staff))), each
    rooms = [(room, _has_room(room, next(others), frame, stay + cleaning)) for room in equipment.rooms]
    devices = [(one, ~_blocked(next(others), frame, lead, treatment + cleaning)) for one in equipment.devices]
    starts = ones(frame.bits) & _any(rooms) & (_any(devices) if with_device else -1)
    staff = []
    for one, taken in zip(equipment.staff, theirs, strict=True):
        free = starts & ~_blocked(taken, frame, lead, treatment) & _works(one, place, frame, lead, treatment)
        if free:
            staff.append((one, taken, free))
    return Free(frame, lengths, _any([(one, free) for one, _, free in staff]), staff, rooms, devices)


def lack_of(equipment: Equipment, *, with_device: bool) -> Lack:
    """What a clinic lacks that is open and offers nothing."""
    if not equipment.staff:
        return Lack.NO_PRACTITIONER
    if not equipment.rooms:
        return Lack.NO_ROOM
    return Lack.NO_DEVICE if with_device and not equipment.devices else Lack.ALL_TAKEN


def lack_at(
    equipment: Equipment, busy: AllBusy, place: Place, frame: Frame, lengths: Lengths, starts: int, *, with_device: bool
) -> Lack:
    """What it lacks at these starts, whatever is booked: who is away is not there. ``busy`` is as for `free_in`."""
    lead, treatment = lasting(lengths.lead), lasting(lengths.treatment)
    stay, cleaning = lasting(lengths.total), lasting(lengths.cleaning)
    away = [Busy(away=each.away) for each in busy.each()]
    people, rooms = len(equipment.staff), len(equipment.rooms)
    staff = [
        _works(one, place, frame, lead, treatment) & ~_blocked(theirs, frame, lead, treatment)
        for one, theirs in zip(equipment.staff, away, strict=False)
    ]
    if equipment.staff and not any(starts & free for free in staff):
        return Lack.NO_PRACTITIONER
    at_hand = Equipment(
        equipment.staff,
        [
            room
            for room, theirs in zip(equipment.rooms, away[people:], strict=False)
            if starts & ~_blocked(theirs, frame, 0, stay + cleaning)
        ],
        [
            device
            for device, theirs in zip(equipment.devices, away[people + rooms :], strict=False)
            if starts & ~_blocked(theirs, frame, lead, treatment + cleaning)
        ],
    )
    return lack_of(at_hand, with_device=with_device)


def _any(of: Sequence[tuple[Resource, int]]) -> int:
    starts = 0
    for _, free in of:
        starts |= free
    return starts


def _has_room(room: Room, busy: Busy, frame: Frame, length: int) -> int:
    if not room.capacities:
        return ~_blocked(busy, frame, 0, length)
    chairs = starts_with_a_chair(busy.taken, room.capacities, frame, length)
    return chairs & ~_blocked(Busy(away=busy.away), frame, 0, length)


def _blocked(busy: Busy, frame: Frame, lead: int, length: int) -> int:
    taken, away = busy
    starts = starts_blocked(taken, frame, lead, length) if taken else 0
    return starts | starts_blocked(away, frame, lead, length) if away else starts


def _works(staff: Staff, place: Place, frame: Frame, lead: int, treatment: int) -> int:
    """The starts for which the practitioner works at the clinic, and may do it, for all of the treatment."""
    starts = -1
    if staff.permitted != ((None, None),):
        starts &= _permitted(staff.permitted, frame, lead, treatment)
    if staff.roster is not None:
        starts &= _on_shift(staff.roster, place, frame, lead, treatment)
    return starts


@lru_cache(maxsize=4096)
def _open(place: Place, frame: Frame, length: int) -> int:
    """The day after as well, for what is open across midnight."""
    spans = open_spans(place.hours, frame.zone, frame.first - _DAY, frame.last + _DAY)
    return starts_within(spans, frame, 0, length)


@lru_cache(maxsize=16384)
def _on_shift(roster: Roster, place: Place, frame: Frame, lead: int, length: int) -> int:
    spans = working_spans(roster, place, frame.first - _DAY, frame.last + _DAY)
    return starts_within(spans, frame, lead, length)


@lru_cache(maxsize=4096)
def _permitted(windows: tuple[DayBounds, ...], frame: Frame, lead: int, length: int) -> int:
    spans = []
    for first, last in windows:
        since = frame.span.start - 2 * _DAY if first is None else start_of_day(first, frame.zone)
        until = frame.span.end + 2 * _DAY if last is None else start_of_day(last + _DAY, frame.zone)
        spans.append(Span(since, until))
    return starts_within(joined(sorted(spans)), frame, lead, length)


def _days(frame: Frame) -> Iterator[date]:
    return (frame.first + timedelta(days=number) for number in range(frame.days))
