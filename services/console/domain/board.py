"""The board of a clinic's day: lanes, and what stands where on them. Pure; moments are UTC.

A lane is a room, a practitioner or a device. Where several things are in one at once, as in a room with several chairs,
the lane has several rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chassis.local_time import moment_of, start_of_day
from services.console.domain.spans import Span, free_spans, outside

STEP = timedelta(minutes=5)
"""The finest that the board shows."""
HOUR = timedelta(hours=1)
USUAL = (time(8), time(18))
"""What is shown of a day without hours and without appointments."""


@dataclass(frozen=True)
class Bar:
    """Something on a lane."""

    at: int
    """Steps from the beginning of the board."""
    steps: int
    of: Any
    """What it is: whatever the caller gave; None for a gap and where the lane cannot be booked."""
    span: Span
    numbing: int = 0
    """Its first steps, while the anaesthetic acts."""
    away: str = ""
    """Why the lane cannot be booked, in the caller's words."""


@dataclass(frozen=True)
class Lane:
    """A room, a practitioner or a device."""

    name: str
    rows: Sequence[Sequence[Bar]]

    @property
    def used(self) -> bool:
        """Whether anything is booked in it on this day."""
        return any(bar.of is not None for row in self.rows for bar in row)


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


@dataclass(frozen=True)
class Away:
    """A time at which a lane cannot be booked."""

    lane: str
    span: Span
    why: str


def board_of(
    day: date,
    zone: ZoneInfo,
    now: datetime,
    *,
    lanes: Mapping[str, str],
    placed: Sequence[Placed],
    open_at: Sequence[Span],
    away: Sequence[Away] = (),
) -> Board:
    """The board. ``lanes`` are names by id, in their order; what lies on another lane is left out."""
    span = _extent(day, zone, [*open_at, *(each.span for each in placed)])
    steps = (span.ends - span.starts) // STEP
    made = [
        Lane(
            name,
            _rows(
                span,
                [each for each in placed if each.lane == id],
                [each for each in away if each.lane == id],
                open_at,
                now,
            ),
        )
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


def _rows(
    board: Span, placed: Sequence[Placed], away: Sequence[Away], open_at: Sequence[Span], now: datetime
) -> list[list[Bar]]:
    """What lies on a lane. Free time and absences are on the first row, where nothing else is."""
    rows: list[list[Bar]] = []
    for each in sorted(placed, key=lambda one: (one.span.starts, one.span.ends)):
        bar = _bar(board, each)
        row = next((row for row in rows if row[-1].at + row[-1].steps <= bar.at), None)
        if row is None:
            rows.append([bar])
        else:
            row.append(bar)
    taken = [each.span for each in placed]
    absences = _absences(board, taken, away)
    gaps = [_gap(board, gap) for gap in free_spans([*taken, *(each.span for each in away)], open_at, now)]
    first = sorted([*(rows[0] if rows else ()), *gaps, *absences], key=lambda bar: bar.at)
    return [first, *rows[1:]]


def _absences(board: Span, taken: Sequence[Span], away: Sequence[Away]) -> list[Bar]:
    """Each as far as nothing lies on it: an appointment that was booked before stays where it is."""
    found, busy = [], list(taken)
    for each in sorted(away, key=lambda one: one.span.starts):
        for part in outside(each.span, busy):
            at = max(-((board.starts - part.starts) // STEP), 0)
            until = min((part.ends - board.starts) // STEP, (board.ends - board.starts) // STEP)
            if at < until:
                found.append(Bar(at, until - at, None, part, away=each.why))
        busy.append(each.span)
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
