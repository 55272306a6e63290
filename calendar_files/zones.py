"""A zone's rules as calendar programs read them: two yearly changes, or one offset for good.

Outlook reads nothing else of a VTIMEZONE: it passes over RDATE, and is an hour wrong for half of the year (Microsoft,
MS-STANOICAL, 2.2.47). A zone whose years follow no such rule, such as Morocco's with Ramadan, has none here.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FIRST_YEAR = 1970
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class _Change:
    """The clock is put forward or back; ``at`` is what it showed just then, before."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str


@dataclass(frozen=True)
class _Rule:
    """On which day of which month: the ``nth`` of a weekday, -1 the last."""

    month: int
    weekday: int
    nth: int

    def day_in(self, year: int) -> date:
        length = monthrange(year, self.month)[1]
        days = [date(year, self.month, day) for day in range(1, length + 1)]
        those = [day for day in days if day.weekday() == self.weekday]
        return those[self.nth - 1 if self.nth > 0 else self.nth]


@lru_cache(maxsize=200)
def rules_of(zone: ZoneInfo, first: int, last: int) -> Timezone | None:
    """The zone's component, which holds from the year ``first`` to ``last``; None when no yearly rule says it."""
    years = [_changes(zone, year) for year in range(first - 1, last + 2)]
    found = Timezone()
    found.add("tzid", zone.key)
    if not any(years):
        offset = _offset(datetime(first, 1, 1, tzinfo=UTC), zone)
        name = datetime(first, 1, 1, tzinfo=zone).tzname() or ""
        found.add_component(
            _observance(_Change(datetime.combine(date(_FIRST_YEAR, 1, 1), time()), offset, offset, name))
        )
        return found
    if {len(each) for each in years} != {2}:
        return None
    for alike in zip(*years, strict=True):
        rule = next((each for each in _candidates(alike[0].at) if all(_fits(each, alike[0], of) for of in alike)), None)
        if rule is None:
            return None
        found.add_component(_observance(alike[0], rule))
    return found


def _fits(rule: _Rule, first: _Change, of: _Change) -> bool:
    same = (first.at.time(), first.before, first.after) == (of.at.time(), of.before, of.after)
    return same and rule.day_in(of.at.year) == of.at.date()


def _candidates(at: datetime) -> Iterator[_Rule]:
    if at.day + 7 > monthrange(at.year, at.month)[1]:
        yield _Rule(at.month, at.weekday(), -1)
    if at.day <= 28:
        yield _Rule(at.month, at.weekday(), (at.day - 1) // 7 + 1)


def _observance(change: _Change, rule: _Rule | None = None) -> TimezoneStandard | TimezoneDaylight:
    found = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    at = change.at
    if rule is not None:
        at = datetime.combine(rule.day_in(_FIRST_YEAR), at.time())
        nth = f"{rule.nth}{_DAYS[rule.weekday]}"
        found.add("rrule", {"freq": "yearly", "bymonth": rule.month, "byday": nth})
    found.add("dtstart", at)
    found.add("tzoffsetfrom", change.before)
    found.add("tzoffsetto", change.after)
    found.add("tzname", change.name)
    return found


def _changes(zone: ZoneInfo, year: int) -> list[_Change]:
    """Those of one year on the zone's clock, in their order."""
    found, at = [], datetime(year, 1, 1, tzinfo=zone).astimezone(UTC)
    while (day := at + timedelta(days=1)).astimezone(zone).year <= year:
        if _offset(at, zone) != _offset(day, zone):
            found.append(_change_between(at, day, zone))
        at = day
    return found


def _change_between(earlier: datetime, later: datetime, zone: ZoneInfo) -> _Change:
    before = _offset(earlier, zone)
    while later - earlier > _MINUTE:
        middle = earlier + (later - earlier) // (2 * _MINUTE) * _MINUTE
        earlier, later = (middle, later) if _offset(middle, zone) == before else (earlier, middle)
    name = later.astimezone(zone).tzname() or ""
    return _Change((later + before).replace(tzinfo=None), before, _offset(later, zone), name)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
