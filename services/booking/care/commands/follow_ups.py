"""After a session the course's next appointment is held: in the protocol's window, near the patient's usual hour."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert

from chassis.local_time import local_day
from chassis.work import Work
from contracts.booking.courses import FollowUpScheduled
from contracts.booking.sessions import SessionPerformed
from contracts.vocabulary import AppointmentOrigin
from services.booking.calendar.commands.appointments import Wanted
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.domain.days import DayWindow
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.domain.refusals import SlotTaken
from services.booking.calendar.store.occupations import Chosen
from services.booking.calendar.store.slots import Slot, Wish, days_as_moments, free_slots
from services.booking.calendar.tables import appointments
from services.booking.care.commands.appointments import place_in_course
from services.booking.care.domain.courses import Course, protocol_window
from services.booking.care.domain.follow_ups import usual_minute
from services.booking.care.domain.refusals import NoClearance
from services.booking.care.store.courses import course_of, course_row
from services.booking.care.store.needs import booked_for, needs_for
from services.booking.care.tables import follow_ups
from services.booking.people.domain.clinics import Place
from services.booking.people.store.clinics import place_of
from services.booking.people.store.patients import lock_patient
from services.booking.people.tables import clinics

_CANDIDATES = 20


_LOOKED_BACK = 5


_OVERDUE_SEARCH = timedelta(weeks=8)
"""How far an overdue follow-up is looked for, when the protocol's window has gone by."""


async def hold_next(work: Work, event: SessionPerformed) -> None:
    """Hold the course's next session, or its review after the last one; else leave it to the front desk.

    Somebody may have booked by hand in the meantime, or recorded a later session: then there is nothing to hold.
    """
    patient = await lock_patient(work, event.patient_id)
    row = await course_row(work, event.course_id, lock=True)
    course = course_of(row)
    if course.performed != event.number:
        return
    place = await place_of(work, event.clinic_id)
    today = local_day(work.now, place.zone)
    near = await _usual_minute(work, event.patient_id)
    window = protocol_window(course, row.last_session_on, today)
    try:
        needs = await needs_for(work, course.next_kind, place, event.patient_id, course.course_id, lock=True)
    except NoClearance as refusal:
        await _note(work, event, course, window, near, None, refusal.detail)
        return
    if await booked_for(work, needs) is not None:
        return
    slots = await _candidates(work, place, needs, event, near)
    held = await _hold_first_free(work, place, needs, patient, slots)
    if held is None:
        why = f"Nothing that it needs is free {needs.days}."
        await _note(work, event, course, needs.days, near, None, why)
        return
    appointment_id, starts_at = held
    await _note(work, event, course, needs.days, near, appointment_id, None)
    work.publish(
        FollowUpScheduled(
            course_id=course.course_id,
            patient_id=event.patient_id,
            clinic_id=event.clinic_id,
            appointment_id=appointment_id,
            kind=needs.kind,
            starts_at=starts_at,
            after_session_id=event.session_id,
        )
    )


async def _usual_minute(work: Work, patient_id: UUID) -> int:
    """The local time of day, in minutes, of what took place lately; each in its own clinic's zone."""
    statement = (
        select(appointments.c.starts_at, clinics.c.time_zone)
        .join(clinics, clinics.c.id == appointments.c.clinic_id)
        .where(appointments.c.patient_id == patient_id, appointments.c.status == Status.PERFORMED.value)
        .order_by(appointments.c.starts_at.desc())
        .limit(_LOOKED_BACK)
    )
    return usual_minute([(row.starts_at, ZoneInfo(row.time_zone)) for row in await work.execute(statement)])


async def _candidates(work: Work, place: Place, needs: Needs, event: SessionPerformed, near: int) -> list[Slot]:
    today = local_day(work.now, place.zone)
    first = max(needs.days.first or today, today)
    last = needs.days.last or first + _OVERDUE_SEARCH
    since, until = days_as_moments(first, last, place.zone)
    wish = Wish(
        since=since,
        until=until,
        near=near,
        limit=_CANDIDATES,
        patient_id=event.patient_id,
        preferred_practitioner_id=event.practitioner_id,
    )
    return await free_slots(work, place, needs, wish) if since < until else []


async def _hold_first_free(
    work: Work, place: Place, needs: Needs, patient: Row[Any], slots: Sequence[Slot]
) -> tuple[UUID, datetime] | None:
    """The first slot that nobody took since it was looked up."""
    for slot in slots:
        try:
            async with work.connection.begin_nested():
                wanted = Wanted(place, slot.starts_at, Chosen(slot.practitioner_id, slot.room_id, slot.device_id))
                appointment_id = await place_in_course(work, patient, needs, wanted, AppointmentOrigin.FOLLOW_UP)
        except SlotTaken:
            continue
        return appointment_id, slot.starts_at
    return None


async def _note(
    work: Work,
    event: SessionPerformed,
    course: Course,
    window: DayWindow,
    near: int,
    appointment_id: UUID | None,
    to_place: str | None,
) -> None:
    """Keep what became of the follow-up: held, or to be placed by the front desk and why."""
    await work.execute(
        insert(follow_ups)
        .values(
            after_session_id=event.session_id,
            course_id=course.course_id,
            patient_id=event.patient_id,
            clinic_id=event.clinic_id,
            kind=course.next_kind.value,
            window_from=window.first,
            window_until=window.last,
            near=time(near // 60, near % 60),
            appointment_id=appointment_id,
            to_place=to_place,
        )
        .on_conflict_do_nothing()
    )
