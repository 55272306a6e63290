"""Patients join the waitlist, say when they could come, and leave it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.access.policy import Right
from chassis.data.rows import Row
from chassis.http import require_version
from chassis.ids import new_id
from chassis.local_time import local_day
from chassis.refusals import Forbidden, Invalid, NotFound
from chassis.work import Work
from services.booking.calendar.domain.appointments import Status, require_ahead, require_booked
from services.booking.calendar.store.appointments import find_appointment
from services.booking.care.commands.waitlist_ends import end_of_period, end_with
from services.booking.care.commands.waitlist_fits import free_now
from services.booking.care.commands.waitlist_wishes import take_wish
from services.booking.care.domain.courses import require_next
from services.booking.care.domain.refusals import AlreadyBooked, AlreadyWaiting
from services.booking.care.domain.waitlist import (
    WAITS_FOR,
    EntryEnd,
    EntryState,
    Priority,
    Wants,
    require_days,
    require_period,
    require_times,
    require_waiting,
)
from services.booking.care.domain.waitlist_offers import WaitlistPolicy
from services.booking.care.forms.waitlist import JoinedWaitlistView, WaitlistEntryForm, WaitlistEntryView, WaitWishForm
from services.booking.care.store.courses import course_of, course_row
from services.booking.care.store.needs import booked_in
from services.booking.care.store.waitlist import (
    change_entry,
    entry_row,
    keep_entry,
    lock_entry,
    named_entry,
    waiting_of,
)
from services.booking.people.access import authorize_row, require_care_at
from services.booking.people.domain.refusals import AskTheClinic
from services.booking.people.store.clinics import zone_of
from services.booking.people.store.patients import lock_patient
from services.booking.people.store.practitioners import practitioners_of


async def join_waitlist(work: Work, form: WaitlistEntryForm, policy: WaitlistPolicy) -> JoinedWaitlistView:
    """Put a patient on the waitlist; the answer names the soonest time that is free for them already.

    Raises NotFound, Forbidden, NoCareRelationship, RecordMerged, Invalid, InThePast, WrongStatus, AlreadyWaiting,
    AlreadyBooked, CourseFinished, AskTheClinic, WaitsForNobody.
    """
    right = _authorized(work, form.patient_id, form)
    patient = await lock_patient(work, form.patient_id)
    for clinic_id in form.clinic_ids:
        await require_care_at(work, patient, clinic_id)
    waits = await waiting_of(work, patient.id)
    if right is Right.OWN and len(waits) >= policy.entries:
        raise AskTheClinic(
            "You are on the waitlist {count} {count:time|times}: ask the clinic for more.", count=policy.entries
        )
    appointment = await _appointment(work, form.appointment_id)
    wanted = await _wanted(work, form, appointment)
    _require_none(waits, wanted)
    columns = {
        "id": new_id(),
        "patient_id": patient.id,
        **wanted,
        **await _wish(work, form, appointment),
        "since": work.now,
        "state": EntryState.WAITING.value,
        "ended_at": None,
        "ended_why": None,
        "version": 1,
        "unmet_since": None,
    }
    await keep_entry(work, columns)
    await take_wish(work, await entry_row(work, columns["id"]))
    await end_of_period(work, columns["id"], columns["last_day"], form.clinic_ids[0])
    work.audit("waitlist.joined", f"waitlist-entry/{columns['id']}", wants=columns["wants"])
    return await _joined(work, columns["id"])


async def change_waitlist_entry(work: Work, entry_id: UUID, form: WaitWishForm, version: int) -> JoinedWaitlistView:
    """Another wish; how long they have waited counts on. Raises as joining does, and Stale and EntryEnded."""
    entry = await lock_entry(work, entry_id)
    await _authorize_entry(work, entry)
    _authorized(work, entry.patient_id, form, before=Priority(entry.priority))
    require_version(version, entry.version)
    require_waiting(EntryState(entry.state))
    patient = await lock_patient(work, entry.patient_id)
    for clinic_id in form.clinic_ids:
        await require_care_at(work, patient, clinic_id)
    wish = await _wish(work, form, await _appointment(work, entry.appointment_id))
    await change_entry(work, entry, **wish)
    await take_wish(work, await entry_row(work, entry_id))
    await end_of_period(work, entry.id, wish["last_day"], form.clinic_ids[0])
    work.audit("waitlist.changed", f"waitlist-entry/{entry_id}")
    return await _joined(work, entry_id)


async def leave_waitlist(work: Work, entry_id: UUID) -> WaitlistEntryView:
    """They wait no longer; what is being offered to them goes to the next. Raises NotFound, Forbidden, EntryEnded."""
    entry = await lock_entry(work, entry_id)
    await _authorize_entry(work, entry)
    require_waiting(EntryState(entry.state))
    await end_with(work, entry, EntryEnd.WITHDRAWN)
    work.audit("waitlist.left", f"waitlist-entry/{entry_id}")
    return await _view(work, entry_id)


async def _authorize_entry(work: Work, entry: Row) -> None:
    await authorize_row(work, entry.patient_id, entry.clinic_ids)


def _authorized(work: Work, patient_id: UUID, form: WaitWishForm, before: Priority = Priority.NORMAL) -> Right:
    """By which right the caller may have the patient wait at each of the clinics. Raises Forbidden, Invalid."""
    if len(set(form.clinic_ids)) != len(form.clinic_ids):
        raise Invalid("Each clinic is named once.")
    rights = {work.access.authorize(whose=patient_id, where=clinic_id) for clinic_id in form.clinic_ids}
    right = Right.OWN if Right.OWN in rights else Right.STAFF
    if right is Right.OWN and form.priority not in (Priority.NORMAL, before):
        raise Forbidden("Who is asked before others is for the clinic to say: leave priority out.")
    return right


async def _appointment(work: Work, appointment_id: UUID | None) -> Row | None:
    """The appointment that is to be earlier, if there is one."""
    return None if appointment_id is None else await find_appointment(work, appointment_id)


async def _wanted(work: Work, form: WaitlistEntryForm, appointment: Row | None) -> dict[str, Any]:
    """The columns that say what somebody waits for, when there is such a thing."""
    if form.appointment_id is not None and form.course_id is not None:
        raise Invalid("Name the appointment that is to be earlier, or the course, not both.")
    if form.appointment_id is not None:
        return _earlier(work, form, appointment)
    if form.course_id is not None:
        return await _next(work, form, form.course_id)
    return {"wants": Wants.CONSULT.value, "course_id": None, "appointment_id": None}


def _earlier(work: Work, form: WaitlistEntryForm, appointment: Row | None) -> dict[str, Any]:
    if appointment is None or appointment.patient_id != form.patient_id:
        raise NotFound("The patient has no such appointment.")
    require_booked(Status(appointment.status))
    require_ahead(appointment.starts_at, work.now, ZoneInfo(appointment.time_zone))
    if form.clinic_ids != [appointment.clinic_id]:
        raise Invalid("An appointment moves within its clinic: name that one only.")
    return {
        "wants": Wants.EARLIER.value,
        "course_id": appointment.course_id,
        "appointment_id": appointment.id,
    }


async def _next(work: Work, form: WaitlistEntryForm, course_id: UUID) -> dict[str, Any]:
    row = await course_row(work, course_id)
    if row.patient_id != form.patient_id:
        raise NotFound("The patient has no such course.")
    course = course_of(row)
    require_next(course, course.next_kind)
    ahead = await booked_in(work, course_id)
    if ahead is not None:
        raise AlreadyBooked(
            "The course's next appointment is booked: send its appointment_id to wait for an earlier time.",
            appointment_id=str(ahead.id),
        )
    return {"wants": Wants.NEXT.value, "course_id": course_id, "appointment_id": None}


def _require_none(waits: Iterable[Row], wanted: dict[str, Any]) -> None:
    for entry in waits:
        if all(getattr(entry, name) == value for name, value in wanted.items()):
            raise AlreadyWaiting("The patient waits for this already: change that entry.", entry_id=str(entry.id))


async def _wish(work: Work, form: WaitWishForm, appointment: Row | None) -> dict[str, Any]:
    """The columns of a wish that can be met. Raises InThePast, Invalid, NotFound."""
    zone = await zone_of(work, form.clinic_ids[0])
    today = local_day(work.now, zone)
    first = form.first_day or today
    last = form.last_day or _last_day(first, appointment)
    require_period(first, last, today)
    require_days(first, last, today, form.weekdays, timedelta(minutes=form.notice_minutes))
    require_times(form.earliest, form.latest, form.weekdays)
    if form.practitioner_id is not None:
        await _require_there(work, form.practitioner_id, form.clinic_ids)
    return {
        "clinic_ids": form.clinic_ids,
        "first_day": first,
        "last_day": last,
        "weekdays": sorted(form.weekdays),
        "earliest": form.earliest,
        "latest": form.latest,
        "practitioner_id": form.practitioner_id,
        "notice_minutes": form.notice_minutes,
        "priority": form.priority.value,
    }


async def _require_there(work: Work, practitioner_id: UUID, clinic_ids: list[UUID]) -> None:
    practitioner = (await practitioners_of(work, [practitioner_id])).get(practitioner_id)
    if practitioner is None or practitioner.clinics.isdisjoint(clinic_ids):
        raise NotFound("There is no such practitioner at these clinics.")


def _last_day(first: date, appointment: Row | None) -> date:
    if appointment is None:
        return first + WAITS_FOR
    return local_day(appointment.starts_at, ZoneInfo(appointment.time_zone))


async def _joined(work: Work, entry_id: UUID) -> JoinedWaitlistView:
    entry = await named_entry(work, entry_id)
    return JoinedWaitlistView.model_validate({**entry._mapping, "free_now": await free_now(work, entry)})


async def _view(work: Work, entry_id: UUID) -> WaitlistEntryView:
    return WaitlistEntryView.model_validate((await named_entry(work, entry_id))._mapping)
