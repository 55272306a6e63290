"""Slots as they are asked for over the API."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.http import Page
from chassis.local_time import local_day, start_of_day
from chassis.refusals import Invalid
from chassis.work import Work
from services.booking.access import CALENDAR_READ
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.forms.slots import SlotView
from services.booking.calendar.queries.appointments import appointment
from services.booking.calendar.store.slots import Wish, free_slots
from services.booking.care.store.courses import course_row
from services.booking.care.store.needs import needs_for
from services.booking.people.queries.patients import patient_row
from services.booking.people.store.clinics import place_of

DEFAULT_DAYS = timedelta(days=14)
LONGEST = timedelta(days=100)
"""A review's window is 13 weeks wide."""


@dataclass(frozen=True)
class Question:
    """What is asked. ``since`` and ``until`` are moments, or local days, both included."""

    clinic_id: UUID
    kind: AppointmentKind
    course_id: UUID | None
    patient_id: UUID | None
    practitioner_id: UUID | None
    since: datetime | date | None
    until: datetime | date | None
    near: time | None
    limit: int
    moving: UUID | None = None
    """The appointment that is to move."""


async def offer(work: Work, question: Question) -> Page[SlotView]:
    """Slots that can be booked as they stand, the most wanted first.

    Raises NotFound, Forbidden, Invalid, and whatever forbids any booking: CourseRequired, Deferred and the like.
    """
    work.access.authorize(where=question.clinic_id)
    question = await _of_what_moves(work, question)
    patient_id = await _for_whom(work, question)
    place = await place_of(work, question.clinic_id)
    needs = await needs_for(work, question.kind, place, patient_id, question.course_id, lock=False)
    since, until = _between(question, needs, work.now, place.zone)
    near = question.near
    wish = Wish(
        since=since,
        until=until,
        near=near.hour * 60 + near.minute if near is not None else None,
        limit=question.limit,
        patient_id=needs.patient_id or patient_id,
        practitioner_id=question.practitioner_id,
        moving=question.moving,
    )
    return Page(
        items=[
            SlotView(
                **{name: getattr(slot, name) for name in SlotView.model_fields if name != "local_start"},
                local_start=slot.starts_at.astimezone(place.zone),
            )
            for slot in await free_slots(work, place, needs, wish)
        ]
    )


async def _of_what_moves(work: Work, question: Question) -> Question:
    """The question with the patient and the course of the appointment that is to move, if there is one.

    Raises NotFound, Forbidden, Invalid for an appointment of another clinic or kind.
    """
    if question.moving is None:
        return question
    moving = await appointment(work, question.moving)
    if (moving.clinic_id, moving.kind) != (question.clinic_id, question.kind):
        raise Invalid("The appointment that is to move is of another kind or clinic: ask for its own.")
    return replace(question, patient_id=moving.patient_id, course_id=moving.course_id)


async def _for_whom(work: Work, question: Question) -> UUID | None:
    """The patient for whom slots are asked: the one who is named, whose course it is, or who is signed in."""
    patient_id = question.patient_id or work.access.own
    if patient_id is None and question.course_id is not None:
        patient_id = (await course_row(work, question.course_id)).patient_id
    if patient_id is not None:
        await patient_row(work, patient_id, CALENDAR_READ)
    return patient_id


def _between(question: Question, needs: Needs, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """UTC moments. Left out: from now, or from the first day that is allowed; for two weeks, or to the last day."""
    first = max(needs.days.first or local_day(now, zone), local_day(now, zone))
    since = _start(question.since, zone) if question.since is not None else start_of_day(first, zone)
    if question.until is not None:
        until = _end(question.until, zone)
    elif needs.days.last is not None:
        until = min(_end(needs.days.last, zone), since + LONGEST)
    else:
        until = since + DEFAULT_DAYS
    if until - since > LONGEST:
        raise Invalid("Ask for at most {days} days at once.", days=LONGEST.days)
    return since, until


def _start(asked: datetime | date, zone: ZoneInfo) -> datetime:
    return asked if isinstance(asked, datetime) else start_of_day(asked, zone)


def _end(asked: datetime | date, zone: ZoneInfo) -> datetime:
    return asked if isinstance(asked, datetime) else start_of_day(asked + timedelta(days=1), zone)
