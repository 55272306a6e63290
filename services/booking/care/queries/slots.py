"""Slots as they are asked for over the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.http import Reader
from chassis.local_time import local_day, start_of_day
from chassis.refusals import Invalid
from chassis.work import Work
from services.booking.access import CALENDAR_READ
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.domain.slots import AtClinic, Wish
from services.booking.calendar.forms.slots import GivenUp, SlotsView
from services.booking.calendar.queries.appointments import appointment
from services.booking.calendar.store.slots import Search, search
from services.booking.care.domain.waitlist import require_times
from services.booking.care.queries.slot_words import nothing_found, slot_view
from services.booking.care.store.courses import course_row
from services.booking.care.store.needs import needs_at
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span
from services.booking.people.queries.patients import patient_row
from services.booking.people.store.clinics import all_places, places_of

DEFAULT_DAYS = timedelta(days=14)
LONGEST = timedelta(days=100)
"""A review's window is 13 weeks wide."""


MOST_CLINICS = 100


@dataclass(frozen=True)
class Question:
    """What is asked. ``since`` and ``until`` are moments, or local days of each clinic, both included."""

    clinic_ids: Sequence[UUID]
    """None of them: all that the caller may see."""
    kind: AppointmentKind
    course_id: UUID | None = None
    patient_id: UUID | None = None
    practitioner_id: UUID | None = None
    since: datetime | date | None = None
    until: datetime | date | None = None
    near: time | None = None
    earliest: time | None = None
    latest: time | None = None
    limit: int = 50
    moving: UUID | None = None
    """The appointment that is to move."""
    any_day: bool = False
    """On whatever day from ``since`` on is allowed, whatever ``until`` says."""


def ids_in(written: str) -> list[UUID]:
    """The clinics of a list that is separated by commas. Raises Invalid."""
    try:
        found = [UUID(each) for each in written.split(",") if written]
    except ValueError as error:
        raise Invalid("Give the ids of clinics, separated by commas.") from error
    if len(found) > MOST_CLINICS:
        raise Invalid("Give at most {most} ids at once.", most=MOST_CLINICS)
    return found


async def offer(work: Work, question: Question, reader: Reader) -> SlotsView:
    """Slots that can be booked as they stand, the most wanted first; without any, why not, and what would help.

    Raises NotFound, Forbidden, Invalid for wishes that no time can meet, and whatever forbids any booking:
    CourseRequired, Deferred and the like.
    """
    if question.moving is None:
        for clinic_id in question.clinic_ids:
            work.access.authorize(where=clinic_id)
    require_times(question.earliest, question.latest, ())
    question = await _of_what_moves(work, question)
    patient_id, course = await _for_whom(work, question)
    question = replace(question, patient_id=patient_id)
    places = await _places(work, question.clinic_ids)
    found = await _search(work, question, places, course)
    if found.slots:
        return SlotsView(items=[slot_view(slot, places[slot.clinic_id], reader) for slot in found.slots])
    others = [
        (wish, where, await _search(work, replace(other, limit=1), where, course))
        for wish, other, where in await _with_one_wish_less(work, question, places)
    ]
    return SlotsView(items=[], nothing_found=nothing_found(found, others, reader))


async def _search(work: Work, question: Question, places: Mapping[UUID, Place], course: Row | None) -> Search:
    needs = await needs_at(
        work, question.kind, list(places.values()), question.patient_id, question.course_id, course=course
    )
    sought = [
        AtClinic(place, need, _between(question, need, work.now, place.zone))
        for place, need in zip(places.values(), needs, strict=True)
    ]
    return await search(work, sought, _wish(question, sought)) if sought else Search([], {})


async def _with_one_wish_less(
    work: Work, question: Question, places: Mapping[UUID, Place]
) -> list[tuple[GivenUp, Question, Mapping[UUID, Place]]]:
    """The question with one wish given up, for each wish that it has."""
    less: list[tuple[GivenUp, Question, Mapping[UUID, Place]]] = []
    if question.practitioner_id is not None:
        less.append((GivenUp.PRACTITIONER, replace(question, practitioner_id=None), places))
    if question.earliest is not None or question.latest is not None:
        less.append((GivenUp.TIME_OF_DAY, replace(question, earliest=None, latest=None), places))
    less.append((GivenUp.DAYS, replace(question, any_day=True), places))
    if question.clinic_ids and question.moving is None:
        everywhere = await _places(work, ())
        elsewhere = {clinic_id: place for clinic_id, place in everywhere.items() if clinic_id not in places}
        less.append((GivenUp.CLINIC, question, elsewhere))
    return less


async def _places(work: Work, clinic_ids: Sequence[UUID]) -> dict[UUID, Place]:
    """The clinics that are asked for, in that order, or all that the caller may see. Raises NotFound, Forbidden."""
    if clinic_ids:
        return await places_of(work, clinic_ids)
    reach = work.access.reach()
    return await all_places(work) if reach.clinics is None else await places_of(work, sorted(reach.clinics))


def _wish(question: Question, sought: Sequence[AtClinic]) -> Wish:
    """What is asked, with the first and the last moment of any clinic."""
    return Wish(
        since=min(one.within.start for one in sought),
        until=max(one.within.end for one in sought),
        near=_minutes(question.near),
        earliest=_minutes(question.earliest),
        latest=_minutes(question.latest),
        limit=question.limit,
        patient_id=sought[0].needs.patient_id or question.patient_id,
        practitioner_id=question.practitioner_id,
        moving=question.moving,
    )


def _minutes(clock: time | None) -> int | None:
    return None if clock is None else clock.hour * 60 + clock.minute


async def _of_what_moves(work: Work, question: Question) -> Question:
    """The question with clinic, patient and course of the appointment that is to move, if there is one.

    Raises NotFound, Forbidden, Invalid for an appointment of another clinic or kind.
    """
    if question.moving is None:
        return question
    moving = await appointment(work, question.moving)
    where = [moving.clinic_id]
    if moving.kind is not question.kind or list(question.clinic_ids) not in ([], where):
        raise Invalid("The appointment that is to move is of another kind or clinic: ask for its own.")
    return replace(question, clinic_ids=where, patient_id=moving.patient_id, course_id=moving.course_id)


async def _for_whom(work: Work, question: Question) -> tuple[UUID | None, Row | None]:
    """The patient for whom slots are asked: the one who is named, whose course it is, or who is signed in.

    And the course, where it was read for that.
    """
    patient_id, course = question.patient_id or work.access.own, None
    if patient_id is None and question.course_id is not None:
        course = await course_row(work, question.course_id)
        patient_id = course.patient_id
    if patient_id is not None:
        await patient_row(work, patient_id, CALENDAR_READ)
    return patient_id, course


def _between(question: Question, needs: Needs, now: datetime, zone: ZoneInfo) -> Span:
    """UTC. Left out: from now, or from the first day that is allowed; for two weeks, or to the last day."""
    first = max(needs.days.first or local_day(now, zone), local_day(now, zone))
    since = _start(question.since, zone) if question.since is not None else start_of_day(first, zone)
    if question.any_day:
        return Span(since, since + LONGEST)
    if question.until is not None:
        until = _end(question.until, zone)
        if question.since is not None and until <= since:
            raise Invalid("The period ends before it begins: let from lie before to.")
    elif needs.days.last is not None:
        until = min(_end(needs.days.last, zone), since + LONGEST)
    else:
        until = since + DEFAULT_DAYS
    if until - since > LONGEST:
        raise Invalid("Ask for at most {days} {days:day|days} at once.", days=LONGEST.days)
    return Span(since, until)


def _start(asked: datetime | date, zone: ZoneInfo) -> datetime:
    return asked if isinstance(asked, datetime) else start_of_day(asked, zone)


def _end(asked: datetime | date, zone: ZoneInfo) -> datetime:
    return asked if isinstance(asked, datetime) else start_of_day(asked + timedelta(days=1), zone)
