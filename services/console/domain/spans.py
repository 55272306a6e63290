"""Stretches of time: when a clinic is open, and what of it is free. Pure; moments are UTC, ends excluded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chassis.local_time import moment_of

SHORTEST_GAP = timedelta(minutes=15)
"""Anything shorter is no time for anybody."""


@dataclass(frozen=True)
class Span:
    """From one moment to another."""

    starts: datetime
    ends: datetime


def open_spans(hours: Iterable[Mapping[str, Any]], day: date, zone: ZoneInfo) -> list[Span]:
    """When a clinic is usually open on a local day. ``00:00`` as closing is midnight, the end of the day."""
    found = []
    for each in hours:
        if each["weekday"] == day.weekday():
            opens, closes = time.fromisoformat(each["opens"]), time.fromisoformat(each["closes"])
            after = day + timedelta(days=1) if closes == time.min else day
            found.append(Span(moment_of(day, opens, zone), moment_of(after, closes, zone)))
    return sorted(found, key=lambda span: span.starts)


def outside(span: Span, busy: Iterable[Span]) -> list[Span]:
    """What of a time is left outside of others, in order."""
    found, since = [], span.starts
    for each in sorted(busy, key=lambda one: one.starts):
        if each.ends <= since or each.starts >= span.ends:
            continue
        if each.starts > since:
            found.append(Span(since, each.starts))
        since = each.ends
    return [*found, Span(since, span.ends)] if since < span.ends else found


def free_spans(taken: Iterable[Span], open_at: Iterable[Span], now: datetime) -> list[Span]:
    """What nothing lies on of the times that are ahead, as far as it is long enough for anything."""
    busy = list(taken)
    ahead = [Span(max(each.starts, now), each.ends) for each in open_at]
    return [gap for each in ahead for gap in outside(each, busy) if gap.ends - gap.starts >= SHORTEST_GAP]
