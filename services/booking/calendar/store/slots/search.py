"""Free time of one clinic or many, in a statement whatever the number of clinics, practitioners and rooms.

A few days are looked at first, and more only while better offers may lie there.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import local_day, start_of_day
from chassis.work import Work
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.domain.slots import (
    AllBusy,
    AtClinic,
    Busy,
    Found,
    Frame,
    Lack,
    Offer,
    Rank,
    Reason,
    Slot,
    Wish,
    asked,
    frame_of,
    free_in,
    lack_at,
    least_off,
    least_off_among,
    offers,
    unblocked,
)
from services.booking.calendar.domain.slots.grid import lasting, moment_of
from services.booking.calendar.store.slots.changes import ForWhom, changes_since
from services.booking.calendar.store.slots.diary import (
    LONGEST_OCCUPATION,
    Stretch,
    busy_in,
    diary_of,
    weeks_between,
)
from services.booking.calendar.store.slots.equipment import NOTHING, Asked, Here, equipment_at
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span

_MOST_DAYS = 32
"""That are looked at together."""
_OFFERS_A_DAY = 20
"""How many a clinic has on a day, roughly: by it the first days to look at are chosen."""
_NEAREST_A_DAY = 1 / 3
"""How many of them start at just the wanted quarter of an hour. A look at more days costs less than another look."""

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
        found = offers(await _look(work, sought, questions, wish, lacks), wish)
        best = list(islice(merge(best, found, key=_rank), wish.limit))
        if len(best) == wish.limit and _is_nearest(best[-1], sought, wish, work.now):
            break
    slots = [offer.slot for offer in best]
    if slots and wish.near is None and wish.preferred_practitioner_id is None:
        slots[0] = replace(slots[0], reasons=(Reason.SOONEST, *slots[0].reasons))
    return Search(slots, lacks)


def _rank(offer: Offer) -> Rank:
    return offer.rank


def _is_nearest(offer: Offer, sought: Sequence[AtClinic], wish: Wish, now: datetime) -> bool:
    """Whether no offer can come before it on a later day.

    With a wanted time of day that is one that starts nearer to it; without, one by the preferred practitioner.
    """
    off = offer.rank.off
    if off <= least_off(wish.near):
        return True
    if wish.near is None:
        return False
    frames = [(one, frame_of(one.place.zone, *days)) for one in sought if (days := _days_in_question(one, now))]
    return all(off <= least_off_among(asked(one, frame, wish, now), frame, wish.near) for one, frame in frames)


def _looks(sought: Sequence[AtClinic], wish: Wish, now: datetime) -> Iterator[list[_Question]]:
    """What to look at, one after the other: some days, then twice as many, and so on."""
    bounds = [(number, one, *days) for number, one in enumerate(sought) if (days := _days_in_question(one, now))]
    if not bounds:
        return
    day, end = min(first for *_, first, _ in bounds), max(last for *_, last in bounds)
    a_day = len(bounds) * (_OFFERS_A_DAY if wish.near is None else _NEAREST_A_DAY)
    most = min(math.ceil(wish.limit / a_day), _MOST_DAYS)
    while day <= end:
        upto = day + timedelta(days=most - 1)
        questions = []
        for number, one, first, last in bounds:
            if max(first, day) <= min(last, upto):
                frame = frame_of(one.place.zone, max(first, day), min(last, upto))
                if starts := asked(one, frame, wish, now):
                    questions.append((number, one, frame, starts))
        if questions:
            yield questions
            most = min(2 * most, _MOST_DAYS)
        day = upto + timedelta(days=1)


def _days_in_question(one: AtClinic, now: datetime) -> tuple[date, date] | None:
    """The first and the last; None where no day is both asked for and allowed."""
    zone, days = one.place.zone, one.needs.days
    first, last = local_day(max(one.within.start, now), zone), local_day(one.within.end, zone)
    first, last = max(days.first or first, first), min(days.last or last, last)
    return (first, last) if first <= last else None


async def _look(
    work: Work, sought: Sequence[AtClinic], questions: Sequence[_Question], wish: Wish, lacks: dict[UUID, Lack]
) -> list[Found]:
    """What is free of the starts in question. ``lacks`` is brought up to date."""
    at, patient = await _read(work, sought, questions, wish)
    found = []
    for (number, one, frame, starts), (there, theirs) in zip(questions, at, strict=True):
        clinic_id, lengths, with_device = one.place.clinic_id, one.needs.lengths, one.needs.treats is not None
        free = free_in(there.equipment, theirs, one.place, frame, lengths, with_device)
        if fitting := starts & free.starts & unblocked(patient, frame, lengths):
            found.append(Found(number, clinic_id, free, fitting))
            lacks.pop(clinic_id, None)
        elif lacks.get(clinic_id) not in (None, Lack.ALL_TAKEN):
            lacks[clinic_id] = lack_at(
                there.equipment, theirs, one.place, frame, lengths, starts, with_device=with_device
            )
    return found


async def _read(
    work: Work, sought: Sequence[AtClinic], questions: Sequence[_Question], wish: Wish
) -> tuple[list[tuple[Here, AllBusy]], Busy]:
    """Who and what there is at the clinic of each question and when they are busy, and when the patient is."""
    clinics = tuple(one.place.clinic_id for one in sought)
    asked_for = Asked.of(clinics, sought[0].needs.treats, wish.practitioner_id)
    journey = timedelta(minutes=sought[0].place.settings.travel_minutes)  # the chain's
    spans = [(frame.base, frame.micros(frame.bits) + _longest(one)) for _, one, frame, _ in questions]
    weeks = [
        (one.place.clinic_id, weeks_between(*span, journey))
        for (_, one, _, _), span in zip(questions, spans, strict=True)
    ]
    diary = diary_of(work)
    whom = ForWhom(
        patient_id=wish.patient_id,
        since=moment_of(min(since for since, _ in spans)),
        until=moment_of(max(until for _, until in spans)),
        longest=LONGEST_OCCUPATION,
        moving=wish.moving,
    )
    changes = await changes_since(work, diary.earliest(weeks, asked_for), whom)
    diary.forget_others(changes)
    here = await equipment_at(work, changes, diary.equipment, asked_for)
    stretches = [Stretch(clinic_id, here.get(clinic_id, NOTHING), those) for clinic_id, those in weeks]
    busy = await busy_in(work, changes, stretches, journey, wish.moving)
    there = [stretch.there for stretch in stretches]
    return [*zip(there, busy, strict=True)], Busy(changes.patient)


def _longest(one: AtClinic) -> int:
    return lasting(one.needs.lengths.total + one.needs.lengths.cleaning)


def days_as_moments(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """UTC. From the first moment of one local day to the last of another."""
    return start_of_day(first, zone), start_of_day(last + timedelta(days=1), zone)
