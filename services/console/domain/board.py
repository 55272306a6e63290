"""The board of a clinic's day: lanes, and what stands where on them. Pure; moments are UTC.

A lane is a room, a practitioner or a device. Where several things are in one at once, as in a room with several chairs,
the lane has several rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chassis.local_time import moment_of, start_of_day

STEP = timedelta(minutes=5)
"""The finest that the board shows."""
SHORTEST_GAP = timedelta(minutes=15)
"""Anything shorter is no time for anybody."""
HOUR = timedelta(hours=1)
USUAL = (time(8), time(18))
"""What is shown of a day without hours and without appointments."""


@dataclass(frozen=True)
class Span:
    """From one moment to another."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Bar:
    """Something on a lane."""

    at: int
    """Steps from the beginning of the board."""
    steps: int
    of: Any
    """What it is: whatever the caller gave; None for a gap."""
    span: Span
    numbing: int = 0
    """Its first steps, while the anaesthetic acts."""


@dataclass(frozen=True)
class Lane:
    """A room, a practitioner or a device."""

    name: str
    rows: Sequence[Sequence[Bar]]


@dataclass(frozen=True)
class Board:
    """A day."""

    span: Span
    steps: int
    hours: Sequence[tuple[int, datetime]]
    """Where each full hour stands."""
    now: int | None
    """Where the present moment stands; None on other days."""
    lanes: Sequence[Lane]


@dataclass(frozen=True)
class Placed:
    """Something to be put on a lane."""

    lane: str
    span: Span
    treatment_starts: datetime
    of: Any


def open_spans(hours: Iterable[Mapping[str, Any]], day: date, zone: ZoneInfo) -> list[Span]:
    """When a clinic is usually open on a local day. ``00:00`` as closing is midnight, the end of the day."""
    found = []
    for each in hours:
        if each["weekday"] == day.weekday():
            opens, closes = time.fromisoformat(each["opens"]), time.fromisoformat(each["closes"])
            after = day + timedelta(days=1) if closes == time.min else day
            found.append(Span(moment_of(day, opens, zone), moment_of(after, closes, zone)))
    return sorted(found, key=lambda span: span.starts)


def board_of(
    day: date,
    zone: ZoneInfo,
    now: datetime,
    *,
    lanes: Mapping[str, str],
    placed: Sequence[Placed],
    open_at: Sequence[Span],
) -> Board:
    """The board. ``lanes`` are names by id, in their order; what lies on another lane is left out."""
    span = _extent(day, zone, [*open_at, *(each.span for each in placed)])
    steps = (span.ends - span.starts) // STEP
    made = [
        Lane(name, _rows(span, [each for each in placed if each.lane == id], open_at, now))
        for id, name in lanes.items()
    ]
    full_hours = [((at - span.starts) // STEP, at) for at in _hours(span)]
    return Board(span, steps, full_hours, _now(span, now), made)


def _extent(day: date, zone: ZoneInfo, spans: Sequence[Span]) -> Span:
    """From full hour to full hour of the local day."""
    if not spans:
        return Span(*(moment_of(day, each, zone) for each in USUAL))
    begin, end = start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone)
    starts, ends = min(each.starts for each in spans), max(each.ends for each in spans)
    since, until = max(starts, begin) - begin, min(ends, end) - begin
    return Span(begin + since // HOUR * HOUR, begin + -(-until // HOUR) * HOUR)


def _hours(span: Span) -> list[datetime]:
    return [span.starts + HOUR * each for each in range((span.ends - span.starts) // HOUR)]


def _now(span: Span, now: datetime) -> int | None:
    return (now - span.starts) // STEP if span.starts <= now < span.ends else None


def _rows(board: Span, placed: Sequence[Placed], open_at: Sequence[Span], now: datetime) -> list[list[Bar]]:
    rows: list[list[Bar]] = []
    for each in sorted(placed, key=lambda one: (one.span.starts, one.span.ends)):
        bar = _bar(board, each)
        row = next((row for row in rows if row[-1].at + row[-1].steps <= bar.at), None)
        if row is None:
            rows.append([bar])
        else:
            row.append(bar)
    gaps = [_gap(board, gap) for gap in free_spans([each.span for each in placed], open_at, now)]
    first = sorted([*(rows[0] if rows else ()), *gaps], key=lambda bar: bar.at)
    return [first, *rows[1:]]


def free_spans(taken: Iterable[Span], open_at: Iterable[Span], now: datetime) -> list[Span]:
    """What nothing lies on of the times that are ahead, as far as it is long enough for anything."""
    found = []
    busy = sorted(taken, key=lambda span: span.starts)
    for each in open_at:
        free_from = max(each.starts, now)
        for span in busy:
            if span.ends <= free_from or span.starts >= each.ends:
                continue
            if span.starts - free_from >= SHORTEST_GAP:
                found.append(Span(free_from, span.starts))
            free_from = max(free_from, span.ends)
        if each.ends - free_from >= SHORTEST_GAP:
            found.append(Span(free_from, each.ends))
    return found


def _bar(board: Span, placed: Placed) -> Bar:
    starts, ends = max(placed.span.starts, board.starts), min(placed.span.ends, board.ends)
    at, steps = (starts - board.starts) // STEP, max((ends - starts) // STEP, 1)
    numbing = max((min(placed.treatment_starts, ends) - starts) // STEP, 0)
    return Bar(at, steps, placed.of, placed.span, numbing)


def _gap(board: Span, gap: Span) -> Bar:
    at = -((board.starts - gap.starts) // STEP)  # rounded up: what is left of a gap begins with the next step
    steps = max((gap.ends - board.starts) // STEP - at, 1)
    return Bar(at, steps, None, Span(board.starts + STEP * at, gap.ends))
