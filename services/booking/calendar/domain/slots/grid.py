"""Starts on the quarters of a clinic's hour, as the bits of one number: bit n is n quarters after a frame begins.

So what is free is a few shifts and ANDs of numbers, whatever the number of days.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from struct import iter_unpack
from zoneinfo import ZoneInfo

from chassis.local_time import minute_of_day, minutes_apart, start_of_day
from services.booking.people.domain.opening_hours import Span

GRID = timedelta(minutes=15)
"""Offered slots start on the quarters of the local hour."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_QUARTER = GRID // _MICROSECOND
_QUARTERS_A_DAY = 96
"""But for a day on which clocks change."""


def micros(moment: datetime) -> int:
    """Microseconds since 2000, in which busy times are stored and counted here."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(micros: int) -> datetime:
    """The moment (UTC) so many microseconds after 2000 began."""
    return _EPOCH + timedelta(microseconds=micros)


def lasting(length: timedelta) -> int:
    """Microseconds."""
    return length // _MICROSECOND


@dataclass(frozen=True, eq=False)
class Frame:
    """Local days of a clinic, one after the other. `frame_of` gives one and the same object for the same days."""

    zone: ZoneInfo
    first: date
    days: int
    starts: tuple[int, ...]
    """The first bit of each day, and the first after the last day."""
    base: int
    """When bit 0 is, in microseconds since 2000."""

    @property
    def bits(self) -> int:
        """How many starts there are."""
        return self.starts[-1]

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def span(self) -> Span:
        """From the first moment of the first day to the last of the last (UTC)."""
        return Span(self.moment(0), self.moment(self.bits))

    def moment(self, bit: int) -> datetime:
        """The start that a bit stands for (UTC)."""
        return moment_of(self.micros(bit))

    def micros(self, bit: int) -> int:
        """The same in microseconds since 2000."""
        return self.base + bit * _QUARTER

    def day_of(self, bit: int) -> int:
        """How many days after the first one a start is."""
        day = min(bit // _QUARTERS_A_DAY, self.days - 1)
        while self.starts[day] > bit:
            day -= 1
        while self.starts[day + 1] <= bit:
            day += 1
        return day

    def on_days(self, days: Iterable[date]) -> int:
        """The starts on some of its days."""
        bits = 0
        for day in days:
            number = (day - self.first).days
            first, end = self.starts[number], self.starts[number + 1]
            bits |= ones(end - first) << first
        return bits


@lru_cache(maxsize=1024)
def frame_of(zone: ZoneInfo, first: date, last: date) -> Frame:
    """The frame of some local days, both included."""
    days = (last - first).days + 1
    moments = [micros(start_of_day(first + timedelta(days=number), zone)) for number in range(days + 1)]
    return Frame(zone, first, days, tuple((each - moments[0]) // _QUARTER for each in moments), moments[0])


def ones(count: int) -> int:
    """So many bits, all set."""
    return (1 << count) - 1


def bits_of(starts: int) -> Iterator[int]:
    """The bits that are set, the lowest first."""
    while starts:
        lowest = starts & -starts
        yield lowest.bit_length() - 1
        starts ^= lowest


def starts_within(spans: Sequence[Span], frame: Frame, lead: int, length: int) -> int:
    """The starts for which ``length`` microseconds, from ``lead`` after the start on, lie within one of the spans."""
    starts = 0
    for span in spans:
        first = max(-((frame.base + lead - micros(span.start)) // _QUARTER), 0)
        last = min((micros(span.end) - frame.base - lead - length) // _QUARTER, frame.bits - 1)
        if first <= last:
            starts |= ones(last - first + 1) << first
    return starts


@lru_cache(maxsize=16384)
def starts_blocked(busy: bytes, frame: Frame, lead: int, length: int) -> int:
    """The starts for which ``length`` microseconds, from ``lead`` after the start on, touch a busy time.

    ``busy`` are pairs of big-endian 64-bit numbers as PostgreSQL sends them: from and until, in microseconds since
    2000. Remembered, because most of what is busy at one request is the same at the next.
    """
    base, bits = frame.base, frame.bits
    starts = 0
    for since, until in iter_unpack(">qq", busy):
        first = max((since - lead - length - base) // _QUARTER + 1, 0)
        count = min((until - lead - base - 1) // _QUARTER + 1, bits) - first
        if count > 0:
            starts |= ((1 << count) - 1) << first
    return starts


def times_of_day(starts: int, frame: Frame) -> set[int]:
    """What the clinic's wall clock shows at some starts, in minutes after midnight: of many days at little cost."""
    quarters, minutes = 0, set()
    for first, end in pairwise(frame.starts):
        of_day = starts >> first & ones(end - first)
        if end - first == _QUARTERS_A_DAY:
            quarters |= of_day
        else:  # the clocks change
            minutes |= {minute_of_day(frame.moment(first + bit), frame.zone) for bit in bits_of(of_day)}
    return minutes | {15 * bit for bit in bits_of(quarters)}


@lru_cache(maxsize=4096)
def minutes_of(frame: Frame) -> tuple[int, ...]:
    """What the clinic's wall clock shows at each start, in minutes after midnight."""
    return tuple(minute_of_day(frame.moment(bit), frame.zone) for bit in range(frame.bits))


@lru_cache(maxsize=4096)
def nearest_first(frame: Frame, near: int) -> tuple[tuple[int, int], ...]:
    """Every start with how many minutes it lies off a wanted time of day: the nearest first, of those the soonest."""
    off = ((minutes_apart(minute, near), bit) for bit, minute in enumerate(minutes_of(frame)))
    return tuple(sorted(off))


@lru_cache(maxsize=4096)
def at_times_of_day(frame: Frame, earliest: int, latest: int) -> int:
    """The starts from one time of day to another, both included, in minutes after midnight."""
    starts = 0
    for bit, minute in enumerate(minutes_of(frame)):
        if earliest <= minute <= latest:
            starts |= 1 << bit
    return starts
