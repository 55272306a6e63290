"""Free time of one clinic or many, in a statement whatever the number of clinics, practitioners and rooms.

A few days are looked at first, and more only while better offers may lie there.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from heapq import merge
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.local_time import local_day, start_of_day
from chassis.work import Work
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.domain.rooms import SINCE_EVER, Capacity
from services.booking.calendar.domain.slots import (
    AtClinic,
    Busy,
    Equipment,
    Found,
    Frame,
    Lack,
    Offer,
    Rank,
    Reason,
    Resource,
    Room,
    Slot,
    Staff,
    Wish,
    asked,
    frame_of,
    free_in,
    lack_of,
    least_off,
    offers,
    unblocked,
)
from services.booking.calendar.domain.slots.free import DayBounds
from services.booking.calendar.store.slots.look import LOOK
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span
from services.booking.people.store.shifts import roster_of

LONGEST_OCCUPATION = timedelta(hours=16)
"""The table lets nothing be occupied for longer, so that what is busy in some hours is found by when it begins."""
_MOST_DAYS = 32
"""That are looked at together."""
_OFFERS_A_DAY = 20
"""How many a clinic has on a day, roughly: by it the first days to look at are chosen."""

_Question = tuple[int, AtClinic, Frame, int]
"""The place of a clinic in the order, the clinic, some days of its own, and the starts in question."""


async def free_slots(work: Work, place: Place, needs: Needs, wish: Wish) -> list[Slot]:
    """The slots of one clinic that can be booked for ``needs``, the most wanted first."""
    return (await search(work, [AtClinic(place, needs, Span(wish.since, wish.until))], wish)).slots


@dataclass(frozen=True)
class Search:
    """What was found, and of the clinics with nothing why not, as far as they were looked at."""

    slots: list[Slot]
    lacks: Mapping[UUID, Lack]


async def search(work: Work, sought: Sequence[AtClinic], wish: Wish) -> Search:
    """Look for free time at clinics that all need the same treatment.

    Nearest to the hour, then soonest, then in the order of the clinics.
    """
    best: list[Offer] = []
    lacks = {one.place.clinic_id: Lack.NOT_OPEN for one in sought}
    for questions in _looks(sought, wish, work.now):
        found = offers(await _look(work, questions, wish, lacks), wish)
        best = list(islice(merge(best, found, key=_rank), wish.limit))
        if len(best) == wish.limit and best[-1].rank.off <= least_off(wish.near):
            break
    slots = [offer.slot for offer in best]
    if slots and wish.near is None and wish.preferred_practitioner_id is None:
        slots[0] = replace(slots[0], reasons=(Reason.SOONEST, *slots[0].reasons))
    return Search(slots, lacks)


def _rank(offer: Offer) -> Rank:
    return offer.rank


def _looks(sought: Sequence[AtClinic], wish: Wish, now: datetime) -> Iterator[list[_Question]]:
    """What to look at, one after the other: some days, then twice as many, and so on."""
    bounds = [(number, one, *_days_in_question(one, now)) for number, one in enumerate(sought)]
    bounds = [each for each in bounds if each[2] <= each[3]]
    if not bounds:
        return
    day, end = min(first for *_, first, _ in bounds), max(last for *_, last in bounds)
    a_day = len(bounds) if wish.near is not None else len(bounds) * _OFFERS_A_DAY
    days = min(-(-wish.limit // a_day), _MOST_DAYS)
    while day <= end:
        upto = day + timedelta(days=days - 1)
        questions = []
        for number, one, first, last in bounds:
            if max(first, day) <= min(last, upto):
                frame = frame_of(one.place.zone, max(first, day), min(last, upto))
                if starts := asked(one, frame, wish, now):
                    questions.append((number, one, frame, starts))
        if questions:
            yield questions
            days = min(2 * days, _MOST_DAYS)
        day = upto + timedelta(days=1)


def _days_in_question(one: AtClinic, now: datetime) -> tuple[date, date]:
    zone, days = one.place.zone, one.needs.days
    first, last = local_day(max(one.within.start, now), zone), local_day(one.within.end, zone)
    return max(days.first or first, first), min(days.last or last, last)


async def _look(work: Work, questions: Sequence[_Question], wish: Wish, lacks: dict[UUID, Lack]) -> list[Found]:
    """What is free of the starts in question. ``lacks`` is brought up to date."""
    rows = {row[0]: row for row in await work.execute(LOOK, _parameters(questions, wish, work.now))}
    patient = _busy_of(rows[wish.patient_id])[0] if wish.patient_id else Busy()
    found = []
    for number, one, frame, starts in questions:
        clinic_id, lengths, with_device = one.place.clinic_id, one.needs.lengths, one.needs.treats is not None
        row = rows.get(clinic_id)
        equipment = _equipment(row[1]) if row else Equipment()
        free = free_in(equipment, _busy_of(row) if row else (), one.place, frame, lengths, with_device)
        if starts := starts & free.starts & unblocked(patient, frame, lengths):
            found.append(Found(number, clinic_id, free, starts))
            lacks.pop(clinic_id, None)
        elif clinic_id in lacks:
            lacks[clinic_id] = lack_of(equipment, with_device=with_device)
    return found


def _parameters(questions: Sequence[_Question], wish: Wish, now: datetime) -> dict[str, Any]:
    first = questions[0][1]
    treats = first.needs.treats
    return {
        "now": now,
        "clinics": [one.place.clinic_id for _, one, _, _ in questions],
        "modality": treats.modality.value if treats else None,
        "model": treats.device_model if treats else None,
        "depth": treats.depth_mm if treats else None,
        "only": wish.practitioner_id,
        "patient": wish.patient_id,
        "moving": wish.moving,
        "since": min(frame.moment((starts & -starts).bit_length() - 1) for _, _, frame, starts in questions),
        "until": max(frame.moment(starts.bit_length() - 1) + _longest(one) for _, one, frame, starts in questions),
        "journey": timedelta(minutes=first.place.settings.travel_minutes),  # the chain's
        "longest": LONGEST_OCCUPATION,
    }


def _longest(one: AtClinic) -> timedelta:
    return one.needs.lengths.total + one.needs.lengths.cleaning


def _busy_of(row: Row) -> tuple[Busy, ...]:
    return tuple(Busy(taken or b"", away or b"") for taken, away in zip(row[2], row[3], strict=True))


@lru_cache(maxsize=1024)
def _equipment(stored: str) -> Equipment:
    """From what a statement builds as JSON. As long as nothing changes it is one and the same `Equipment`."""
    rows = json.loads(stored)
    staff = tuple(
        Staff(UUID(id), name, _days_of(permitted), roster_of(UUID(home_id), stints) if stints else None)
        for _, id, name, home_id, permitted, stints in _of_kind(rows, 0)
    )
    rooms = tuple(Room(UUID(id), name, _capacities(stated)) for _, id, name, stated in _of_kind(rows, 1))
    devices = tuple(Resource(UUID(id), name) for _, id, name in _of_kind(rows, 2))
    return Equipment(staff, rooms, devices)


def _of_kind(rows: Sequence[Sequence[Any]], kind: int) -> Iterator[Sequence[Any]]:
    return (row for row in rows if row[0] == kind)


def _capacities(stated: Sequence[tuple[str | None, int]] | None) -> tuple[Capacity, ...]:
    return tuple(Capacity(date.fromisoformat(day) if day else SINCE_EVER, at_once) for day, at_once in stated or ())


def _days_of(permitted: Sequence[Sequence[str | None]]) -> tuple[DayBounds, ...]:
    days = ([date.fromisoformat(day) if day else None for day in each] for each in permitted)
    return tuple((first, last) for first, last in days)


def days_as_moments(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """UTC. From the first moment of one local day to the last of another."""
    return start_of_day(first, zone), start_of_day(last + timedelta(days=1), zone)
