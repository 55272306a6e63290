"""Which starts are free in a room that takes several appointments at once, each in a chair of its own.

A chair is a lane of the room's occupations. A patient keeps one chair, so that one has to be free for all of the stay;
and what overlaps beyond the capacity, with a reason, counts as one more who is there.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from struct import iter_unpack, pack

from chassis.local_time import start_of_day
from services.booking.calendar.domain.rooms import SINCE_EVER, Capacity
from services.booking.calendar.domain.slots.grid import Frame, starts_blocked, starts_within
from services.booking.people.domain.opening_hours import Span, joined

_DAY = timedelta(days=1)
_Time = tuple[int, int]
"""From and until, in microseconds since 2000."""


@lru_cache(maxsize=4096)
def starts_with_a_chair(taken: bytes, capacities: tuple[Capacity, ...], frame: Frame, length: int) -> int:
    """The starts from which a chair is free for ``length`` microseconds.

    ``taken`` are triples of big-endian 64-bit numbers: from and until, in microseconds since 2000, and the lane.
    """
    lanes: dict[int, list[_Time]] = defaultdict(list)
    for since, until, lane in iter_unpack(">qqq", taken):
        lanes[lane].append((since, until))
    everything = [each for those in lanes.values() for each in those]
    free = 0
    for at_once in {1, *(each.at_once for each in capacities)}:
        held = _within(capacities, at_once, frame, length) & ~_within(capacities, at_once + 1, frame, length)
        if held:
            chairs = 0
            for lane in range(at_once):
                chairs |= ~starts_blocked(_packed(lanes[lane]), frame, 0, length)
            free |= held & chairs & ~starts_blocked(_packed(_full(everything, at_once)), frame, 0, length)
    return free


def _within(capacities: Sequence[Capacity], at_once: int, frame: Frame, length: int) -> int:
    """The starts for which the room takes so many at once, at least, for all of the length."""
    first = Capacity(SINCE_EVER, 1)
    stated = sorted({each.begins_on: each for each in (first, *capacities)}.values())
    spans = []
    for number, each in enumerate(stated):
        since = frame.span.start - 2 * _DAY
        until = frame.span.end + 2 * _DAY
        if number:
            since = max(since, start_of_day(each.begins_on, frame.zone))
        if number + 1 < len(stated):
            until = min(until, start_of_day(stated[number + 1].begins_on, frame.zone))
        if each.at_once >= at_once and since < until:
            spans.append(Span(since, until))
    return starts_within(joined(spans), frame, 0, length)


def _full(times: Iterable[_Time], at_once: int) -> list[_Time]:
    """While so many of the times overlap, or more."""
    edges = sorted([(since, 1) for since, _ in times] + [(until, -1) for _, until in times])
    found, there, begun = [], 0, 0
    for moment, change in edges:
        if change == 1 and there == at_once - 1:
            begun = moment
        if change == -1 and there == at_once:
            found.append((begun, moment))
        there += change
    return found


def _packed(times: Iterable[_Time]) -> bytes:
    return b"".join(pack(">qq", *each) for each in times)
