"""After a session the course's next appointment is held: in the protocol's window, near the patient's usual hour."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.local_time import local_day
from chassis.work import Work
from contracts.booking.courses import FollowUpScheduled
from contracts.booking.sessions import SessionPerformed
from services.booking.calendar.commands.wanted import Wanted
from services.booking.calendar.domain.appointments import AppointmentKind, AppointmentOrigin, Status
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.domain.refusals import ResourceUnavailable, SlotTaken
from services.booking.calendar.forms.appointments import AppointmentView
from services.booking.calendar.store.occupations import Chosen
from services.booking.calendar.store.slots import Slot, Wish, days_as_moments, free_slots
from services.booking.calendar.tables import appointments
from services.booking.care.commands.appointments import place_in_course
from services.booking.care.commands.to_book import list_what_to_book
from services.booking.care.domain.courses import protocol_window
from services.booking.care.domain.follow_ups import FollowUp, ends_before_window, usual_minute
from services.booking.care.domain.refusals import NoClearance
from services.booking.care.store.corrections import session_row
from services.booking.care.store.course_extensions import last_session_of
from services.booking.care.store.courses import course_of, course_row
from services.booking.care.store.follow_ups import keep_follow_up
from services.booking.care.store.needs import booked_for, needs_in_course
from services.booking.people.domain.clinics import Place
from services.booking.people.store.clinics import place_of
from services.booking.people.store.patients import lock_person
from services.booking.people.tables import clinics

_CANDIDATES = 20
_LOOKED_BACK = 5
_OVERDUE_SEARCH = timedelta(weeks=8)
"""How far an overdue follow-up is looked for, when the protocol's window has gone by."""


HOLD_REVIEW = "hold-review"
"""The timer that is set when a review took place or was skipped; the key is the course."""


@dataclass(frozen=True)
class After:
    """The session that something follows, where, and who performed it."""

    session_id: UUID
    clinic_id: UUID
    practitioner_id: UUID


async def hold_next(work: Work, event: SessionPerformed) -> None:
    """Hold the course's next session, or its review after the last one; else leave it to the front desk.

    Somebody may have booked by hand in the meantime, or recorded a later session, or the patient was erased: then
    there is nothing to hold.
    """
    patient = await lock_person(work, event.patient_id)
    if patient.erased_at is not None:
        return
    await _hold_or_leave(work, event, patient)
    await list_what_to_book(work, patient.id)


async def hold_review(work: Work, course_id: UUID) -> None:
    """Hold the course's next review, once the one before it took place or was skipped; else leave it to the desk."""
    patient = await lock_person(work, (await course_row(work, course_id)).patient_id)
    row = await course_row(work, course_id, lock=True)
    last = await last_session_of(work, course_id)
    if patient.erased_at is not None or row.stopped_at is not None or last is None or not course_of(row).review_due:
        return
    after = After(last.id, last.clinic_id, last.practitioner_id)
    await _place(work, after, row, AppointmentKind.REVIEW, patient)
    await list_what_to_book(work, patient.id)


async def _hold_or_leave(work: Work, event: SessionPerformed, patient: Row) -> None:
    row = await course_row(work, event.course_id, lock=True)
    if row.performed != event.number or row.stopped_at is not None:
        return
    if (await session_row(work, event.session_id)).voided_at is not None:
        return  # another session was recorded in its place
    after = After(event.session_id, event.clinic_id, event.practitioner_id)
    await _place(work, after, row, course_of(row).next_kind, patient)


async def _place(work: Work, after: After, row: Row, kind: AppointmentKind, patient: Row) -> None:
    place = await place_of(work, after.clinic_id)
    follow_up = await _wanted(work, after, row, kind, place, patient.id)
    try:
        needs = await needs_in_course(work, row, follow_up.kind, place)
    except NoClearance as refusal:
        await keep_follow_up(work, replace(follow_up, to_place=refusal.detail))
        return
    if await booked_for(work, needs) is not None:
        return
    if why := ends_before_window(needs.allowed_days.last, follow_up.window.first):
        await keep_follow_up(work, replace(follow_up, to_place=why))
        return
    follow_up = replace(follow_up, window=needs.days)
    slots = await _candidates(work, place, needs, follow_up, after.practitioner_id)
    held = await _hold_first_free(work, place, needs, patient, slots)
    if held is None:
        await keep_follow_up(work, replace(follow_up, to_place=f"Nothing that it needs is free {needs.days}."))
        return
    await keep_follow_up(work, replace(follow_up, appointment_id=held.id))
    work.publish(_scheduled(follow_up, held))


async def _wanted(
    work: Work, after: After, row: Row, kind: AppointmentKind, place: Place, patient_id: UUID
) -> FollowUp:
    """What the protocol and the patient's habits ask for."""
    course = course_of(row)
    return FollowUp(
        after_session_id=after.session_id,
        course_id=row.id,
        patient_id=patient_id,
        clinic_id=after.clinic_id,
        kind=kind,
        window=protocol_window(course, row.last_session_on, local_day(work.now, place.zone), kind),
        near=await _usual_minute(work, patient_id),
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


async def _candidates(work: Work, place: Place, needs: Needs, follow_up: FollowUp, practitioner_id: UUID) -> list[Slot]:
    today = local_day(work.now, place.zone)
    first = max(needs.days.first or today, today)
    last = needs.days.last or first + _OVERDUE_SEARCH
    since, until = days_as_moments(first, last, place.zone)
    wish = Wish(
        since=since,
        until=until,
        near=follow_up.near,
        limit=_CANDIDATES,
        patient_id=follow_up.patient_id,
        preferred_practitioner_id=practitioner_id,
    )
    return await free_slots(work, place, needs, wish) if since < until else []


async def _hold_first_free(
    work: Work, place: Place, needs: Needs, patient: Row, slots: Sequence[Slot]
) -> AppointmentView | None:
    """The first slot that was not taken since the search."""
    for slot in slots:
        wanted = Wanted(place, slot.starts_at, Chosen(slot.practitioner_id, slot.room_id, slot.device_id))
        try:
            async with work.savepoint():
                return await place_in_course(work, patient, needs, wanted, AppointmentOrigin.FOLLOW_UP)
        except (ResourceUnavailable, SlotTaken):
            continue
    return None


def _scheduled(follow_up: FollowUp, held: AppointmentView) -> FollowUpScheduled:
    return FollowUpScheduled(
        course_id=follow_up.course_id,
        patient_id=follow_up.patient_id,
        clinic_id=follow_up.clinic_id,
        appointment_id=held.id,
        kind=follow_up.kind,
        starts_at=held.starts_at,
        after_session_id=follow_up.after_session_id,
    )
