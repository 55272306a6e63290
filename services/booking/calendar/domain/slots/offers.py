"""Which of the free starts are offered, and which of them first."""

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from heapq import heappop, heappush, merge
from struct import iter_unpack
from typing import NamedTuple
from uuid import UUID

from chassis.local_time import minutes_apart
from services.booking.calendar.domain.slots.free import Busy, Free, Staff
from services.booking.calendar.domain.slots.grid import Frame, bits_of, lasting, nearest_first, times_of_day
from services.booking.calendar.domain.slots.wishes import Wish

OTHER_PRACTITIONER = 60
"""Another practitioner weighs as much as an hour off the usual time: a choice of ours, no source states one."""
A_GAP = 20
"""A gap that nobody can use weighs as much as twenty minutes off the usual time, more than a quarter of an hour: a
choice of ours."""
TOO_SHORT = 30 * 60 * 1_000_000
"""Microseconds. In less than half an hour no appointment finds room: a choice of ours."""
CLOSE = 15
"""Minutes off the wanted time of day that still count as it."""


class Reason(StrEnum):
    """Why an offer is a good one."""

    SOONEST = "soonest"
    WANTED_TIME = "wanted_time"
    WANTED_PRACTITIONER = "wanted_practitioner"
    WITHOUT_GAP = "without_gap"
    LEAST_BOOKED = "least_booked"


@dataclass(frozen=True)
class Slot:
    """A time at which everything that an appointment needs is free. Times in UTC."""

    clinic_id: UUID
    starts_at: datetime
    treatment_starts_at: datetime
    ends_at: datetime
    practitioner_id: UUID
    practitioner_name: str
    room_id: UUID
    room_name: str
    device_id: UUID | None
    device_name: str | None
    reasons: tuple[Reason, ...] = ()


class Rank(NamedTuple):
    """The order of offers. The lowest first."""

    off: int
    """Minutes off the wanted time of day; another practitioner and a gap that nobody can use count as minutes."""
    day: int
    """On the clinic's wall, as an ordinal."""
    start: int
    """Microseconds since 2000."""
    gaps: int
    """How many gaps that nobody can use it leaves beside it."""
    clinic: int
    """The place of the clinic among those that were asked for."""


class Offer(NamedTuple):
    """A slot with its place in the order."""

    rank: Rank
    slot: Slot


@dataclass(frozen=True)
class Found:
    """Free starts of a clinic that meet the wish."""

    number: int
    """The clinic's place among those that were asked for."""
    clinic_id: UUID
    free: Free
    starts: int


class _Start(NamedTuple):
    rank: Rank
    """The best that it can get."""
    found: Found
    bit: int


class _Choice(NamedTuple):
    other: bool
    gaps: int
    load: int
    spread: int
    follows_on: bool
    staff: Staff


def least_off(near: int | None) -> int:
    """How many minutes the nearest quarter of an hour lies off a wanted time of day: no offer on any day is nearer."""
    return 0 if near is None else min(near % 15, -near % 15)


def least_off_among(starts: int, frame: Frame, near: int) -> float:
    """The same of some starts of a frame; infinite without any."""
    return min((minutes_apart(minute, near) for minute in times_of_day(starts, frame)), default=math.inf)


def offers(found: Sequence[Found], wish: Wish) -> Iterator[Offer]:
    """All of them, one for each clinic and start, the best first."""
    starts = merge(*(_starts(one, wish) for one in found))
    waiting: list[tuple[Rank, int, Offer]] = []
    for number, start in enumerate(starts):
        while waiting and waiting[0][0] <= start.rank:
            yield heappop(waiting)[2]
        offer = _offer(start, wish)
        heappush(waiting, (offer.rank, number, offer))
    while waiting:
        yield heappop(waiting)[2]


def _starts(found: Found, wish: Wish) -> Iterator[_Start]:
    """The free starts of a clinic, ranked as if each had the wanted practitioner and left no gap."""
    if wish.preferred_practitioner_id is None:
        return _in_order(found, found.starts, 0, wish.near)
    with_them = 0
    for staff, _, theirs in found.free.staff:
        if staff.id == wish.preferred_practitioner_id:
            with_them = theirs & found.starts
    return merge(
        _in_order(found, with_them, 0, wish.near),
        _in_order(found, found.starts & ~with_them, OTHER_PRACTITIONER, wish.near),
    )


def _in_order(found: Found, starts: int, penalty: int, near: int | None) -> Iterator[_Start]:
    frame = found.free.frame
    first = frame.first.toordinal()
    in_order = ((0, bit) for bit in bits_of(starts)) if near is None else nearest_first(frame, near)
    for off, bit in in_order:
        if starts >> bit & 1:
            rank = Rank(off + penalty, first + frame.day_of(bit), frame.micros(bit), 0, found.number)
            yield _Start(rank, found, bit)


def _offer(start: _Start, wish: Wish) -> Offer:
    rank, found, bit = start
    choices = _choices(found.free, bit, wish.preferred_practitioner_id)
    best = choices[0]
    if wish.near is not None:
        rank = rank._replace(off=rank.off + A_GAP * best.gaps)
    return Offer(rank._replace(gaps=best.gaps), _slot(found, bit, best.staff, _reasons(start, choices, wish)))


@lru_cache(maxsize=4096)
def _choices(free: Free, bit: int, preferred: UUID | None) -> Sequence[_Choice]:
    """Everybody who could treat then, the first to be offered first. Remembered as what is free is."""
    return sorted(_everybody(free, bit, preferred), key=_first_four)


def _first_four(choice: _Choice) -> tuple[bool, int, int, int]:
    return choice[:4]


def _everybody(free: Free, bit: int, preferred: UUID | None) -> Iterator[_Choice]:
    """Of equals the one with the least to do that day comes first, then in turns."""
    frame, lengths = free.frame, free.lengths
    since = frame.micros(bit) + lasting(lengths.lead)
    until = since + lasting(lengths.treatment)
    day = frame.day_of(bit)
    for staff, busy, theirs in free.staff:
        if theirs >> bit & 1:
            before, after = _gaps(_busy_times(busy), since, until)
            gaps = (0 < before < TOO_SHORT) + (0 < after < TOO_SHORT)
            spread = hash((staff.id.int, since))  # of numbers: the same in every process
            load = _loads(busy.taken, frame)[day]
            yield _Choice(staff.id != preferred, gaps, load, spread, not (before and after), staff)


def _slot(found: Found, bit: int, staff: Staff, reasons: tuple[Reason, ...]) -> Slot:
    free, lengths = found.free, found.free.lengths
    start = free.frame.moment(bit)
    room = next(room for room, theirs in free.rooms if theirs >> bit & 1)
    device = next((device for device, theirs in free.devices if theirs >> bit & 1), None)
    return Slot(
        clinic_id=found.clinic_id,
        starts_at=start,
        treatment_starts_at=start + lengths.lead,
        ends_at=start + lengths.total,
        practitioner_id=staff.id,
        practitioner_name=staff.name,
        room_id=room.id,
        room_name=room.name,
        device_id=device.id if device else None,
        device_name=device.name if device else None,
        reasons=reasons,
    )


def _reasons(start: _Start, choices: Sequence[_Choice], wish: Wish) -> tuple[Reason, ...]:
    best, others = choices[0], choices[1:]
    penalty = OTHER_PRACTITIONER if wish.preferred_practitioner_id is not None and best.other else 0
    wanted = (wish.preferred_practitioner_id, wish.practitioner_id)
    holds = {
        Reason.WANTED_TIME: wish.near is not None and start.rank.off - penalty <= CLOSE,
        Reason.WANTED_PRACTITIONER: best.staff.id in wanted,
        Reason.WITHOUT_GAP: best.follows_on and not best.gaps,
        Reason.LEAST_BOOKED: bool(others) and all(best.load < other.load for other in others),
    }
    return tuple(reason for reason, true in holds.items() if true)


def _gaps(times: tuple[Sequence[int], Sequence[int]], since: int, until: int) -> tuple[int, int]:
    """Microseconds since the busy time before and until the one after; an hour where there is none."""
    starts, ends = times
    after = bisect_left(starts, since)
    no_neighbour = 2 * TOO_SHORT
    before = since - ends[after - 1] if after else no_neighbour
    return before, starts[after] - until if after < len(starts) else no_neighbour


@lru_cache(maxsize=4096)
def _busy_times(busy: Busy) -> tuple[Sequence[int], Sequence[int]]:
    """When each busy time starts and ends, in order; those that touch made one."""
    starts: list[int] = []
    ends: list[int] = []
    for since, until in sorted(iter_unpack(">qq", busy.taken + busy.away)):
        if ends and since <= ends[-1]:
            ends[-1] = max(until, ends[-1])
        else:
            starts.append(since)
            ends.append(until)
    return starts, ends


@lru_cache(maxsize=4096)
def _loads(taken: bytes, frame: Frame) -> tuple[int, ...]:
    """Microseconds of appointments that begin on each of its days."""
    edges = [frame.micros(bit) for bit in frame.starts]
    loads = [0] * frame.days
    for since, until in iter_unpack(">qq", taken):
        day = bisect_left(edges, since + 1) - 1
        if 0 <= day < frame.days:
            loads[day] += until - since
    return tuple(loads)
