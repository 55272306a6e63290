"""When everybody and everything at some clinics is busy, kept from search to search and read anew where it changed.

A process keeps weeks of clinics, each as of a snapshot of the database (`changes`). A search asks in one statement
what has changed since, and reads the weeks of those clinics alone. What depends on the time that passes is not kept:
a week in which a hold ends counts until then.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from chassis.data.database import Database
from chassis.work import Work
from services.booking.calendar.domain.slots import AllBusy, Busy
from services.booking.calendar.domain.slots.grid import lasting
from services.booking.calendar.store.slots.changes import EQUIPMENT, Changes, Snapshot
from services.booking.calendar.store.slots.equipment import Asked, Here, Known
from services.booking.calendar.store.slots.look import A_WEEK, FIRST_WEEK, LOOK, Manner, as_array

MOST_WEEKS = 2000
"""Kept, some 20 kB each for ten practitioners with rooms and devices; beyond, those that nobody has asked for longest
are forgotten. Twenty clinics have as many in two years."""

LONGEST_OCCUPATION = timedelta(hours=16)
"""The table lets nothing be occupied for longer, so that what is busy in some hours is found by when it begins."""
_ALWAYS_BEFORE, _ALWAYS_AFTER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(eq=False, slots=True)
class Week:
    """One week of a clinic: by what begins in it."""

    as_of: Snapshot
    busy: Mapping[UUID, Busy]
    """Of every resource that was asked for, also when it is free."""
    since: datetime
    """Holds that had expired by then are left out of it."""
    until: datetime
    """When the next of the holds in it expires."""

    def holds(self, changes: Changes, now: datetime) -> bool:
        """Whether it is still so."""
        changed = changes.since(self.as_of)
        return self.since <= now < self.until and EQUIPMENT not in changed and changed.isdisjoint(self.busy)


class Stretch(NamedTuple):
    """The weeks of a clinic that a search looks at, of everybody and everything that it could take."""

    clinic_id: UUID
    there: Here
    weeks: range


class _Missing(NamedTuple):
    id: UUID
    manner: Manner
    place: int
    """Of the stretch, from 1 on."""
    week: int


@dataclass(eq=False)
class Diary:
    """What this process knows of a database's calendar."""

    weeks: OrderedDict[tuple[UUID, int], Week] = field(default_factory=OrderedDict)
    equipment: Known = field(default_factory=Known)
    database: str = ""

    def earliest(self, clinics: Sequence[tuple[UUID, range]], asked: Asked) -> Snapshot | None:
        """The oldest snapshot of what is kept of these weeks, and of the equipment."""
        places = ((clinic_id, each) for clinic_id, weeks in clinics for each in weeks)
        kept = {week.as_of for place in places if (week := self.weeks.get(place))}
        if there := self.equipment.get(asked):
            kept.add(there.as_of)
        return min(kept, key=lambda each: each.first_open, default=None)

    def forget_others(self, changes: Changes) -> None:
        """All of it, where it was another database's."""
        if changes.database != self.database:
            self.weeks.clear()
            self.equipment.clear()
            self.database = changes.database

    def keep(self, place: tuple[UUID, int], week: Week, changes: Changes) -> None:
        """The week as of these changes; those asked for longest ago make room."""
        week.as_of = changes.snapshot
        self.weeks[place] = week
        self.weeks.move_to_end(place)
        if len(self.weeks) > MOST_WEEKS:
            self.weeks.popitem(last=False)


_diaries: WeakKeyDictionary[Database, Diary] = WeakKeyDictionary()


def diary_of(work: Work) -> Diary:
    """What this process knows of the calendar of a work's database."""
    return _diaries.setdefault(work.database, Diary())


def weeks_between(since: int, until: int, journey: timedelta) -> range:
    """The weeks in which begins what may touch a period (microseconds since 2000), with the journeys around it."""
    around = lasting(journey)
    return range((since - lasting(LONGEST_OCCUPATION) - around) // A_WEEK, (until + around) // A_WEEK + 1)


async def busy_in(
    work: Work, changes: Changes, stretches: Sequence[Stretch], journey: timedelta, moving: UUID | None
) -> list[AllBusy]:
    """When everybody and everything in each stretch is busy, as of now.

    ``moving``: what this appointment occupies counts as free, for this search alone.
    """
    diary = diary_of(work)
    known: dict[tuple[UUID, int], Week] = {}
    if moving is None:
        for place in ((stretch.clinic_id, week) for stretch in stretches for week in stretch.weeks):
            kept = diary.weeks.get(place)
            if kept is not None and kept.holds(changes, work.now):
                known[place] = kept
    read = await _read(work, changes, stretches, [*_missing(stretches, known)], journey, moving)
    for place, week in read.items():
        known[place] = _joined(known[place], week) if place in known else week
    if moving is None and not changes.writes:
        for place, week in known.items():
            diary.keep(place, week, changes)
    return [
        _all_busy(stretch.there, tuple(known[stretch.clinic_id, week] for week in stretch.weeks))
        for stretch in stretches
    ]


def _missing(stretches: Sequence[Stretch], known: Mapping[tuple[UUID, int], Week]) -> Iterator[_Missing]:
    for number, (clinic_id, there, weeks) in enumerate(stretches, start=1):
        for week in weeks:
            kept = known.get((clinic_id, week))
            for id, manner in zip(*there.listed, strict=True):
                if kept is None or id not in kept.busy:
                    yield _Missing(id, manner, number, week)


async def _read(
    work: Work,
    changes: Changes,
    stretches: Sequence[Stretch],
    missing: Sequence[_Missing],
    journey: timedelta,
    moving: UUID | None,
) -> dict[tuple[UUID, int], Week]:
    """What is missing, in one statement; none where nothing is. A week without anybody needs none either."""
    found = {
        (clinic_id, week): Week(changes.snapshot, {}, _ALWAYS_BEFORE, _ALWAYS_AFTER)
        for clinic_id, there, weeks in stretches
        for week in weeks
        if not there.listed.ids
    }
    if not missing:
        return found
    values = {
        "first": FIRST_WEEK,
        "now": work.now,
        "moving": moving,
        "journey": journey,
        "clinics": [stretch.clinic_id for stretch in stretches],
        "ids": as_array(each.id for each in missing),
        "places": as_array(each.place for each in missing),
        "manners": as_array(each.manner.value for each in missing),
        "weeks": as_array(each.week for each in missing),
    }
    taken, away, held, expiring = (await work.execute(LOOK, values)).one()
    busy: dict[tuple[UUID, int], dict[UUID, Busy]] = defaultdict(dict)
    for each, theirs in zip(missing, AllBusy(taken, away).each(), strict=True):
        busy[stretches[each.place - 1].clinic_id, each.week][each.id] = theirs
    holds = [*zip(held, expiring, strict=True)]
    return found | {place: _week(changes, those, holds, work.now) for place, those in busy.items()}


def _week(changes: Changes, busy: Mapping[UUID, Busy], holds: Sequence[tuple[UUID, datetime]], now: datetime) -> Week:
    ends = [expires_at for id, expires_at in holds if id in busy]
    over = max((each for each in ends if each <= now), default=_ALWAYS_BEFORE)
    return Week(changes.snapshot, busy, over, min((each for each in ends if each > now), default=_ALWAYS_AFTER))


def _joined(one: Week, other: Week) -> Week:
    """Of the same week, with more resources."""
    return Week(one.as_of, {**one.busy, **other.busy}, max(one.since, other.since), min(one.until, other.until))


@lru_cache(maxsize=1024)
def _all_busy(there: Here, weeks: tuple[Week, ...]) -> AllBusy:
    """In the order of what is there. As long as nothing changes it is one and the same."""
    parts = [week.busy for week in weeks]
    taken = tuple(b"".join(part[id].taken for part in parts) for id in there.listed.ids)
    away = tuple(b"".join(part[id].away for part in parts) for id in there.listed.ids)
    return AllBusy(taken, away if any(away) else None)
