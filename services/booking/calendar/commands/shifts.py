"""Shifts are entered, ended and withdrawn. The practitioner's row is locked, as for a booking."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.local_time import local_day, start_of_day
from chassis.refusals import Invalid, NotFound
from chassis.work import Work
from services.booking.calendar.commands.checks import DependsOn, check_ahead
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.domain.days import require_not_passed
from services.booking.calendar.domain.refusals import ShiftOver
from services.booking.calendar.forms.shifts import ChangedShiftView, ShiftEndForm, ShiftForm, ShiftWithdrawalForm
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.store.shifts import outside_shifts
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import OpenHours
from services.booking.people.domain.shifts import Roster, Shift
from services.booking.people.forms.clinics import HoursForm
from services.booking.people.store.clinics import place_of
from services.booking.people.store.practitioners import practitioners_of
from services.booking.people.store.shifts import (
    change_shift,
    hold_practitioner,
    keep_shift,
    require_no_such_shift,
    shift_of,
    shift_row,
)


async def preview_shift(work: Work, clinic_id: UUID, form: ShiftForm) -> TouchedAppointmentsView:
    """What is booked at times at which the practitioner would not work. Raises Forbidden, NotFound, InThePast."""
    place = await _place(work, clinic_id, form.last_day)
    roster = await _roster(work, form.practitioner_id)
    shift = Shift(clinic_id, place.zone, form.first_day, form.last_day, _hours(form.hours))
    return await _touched(work, form.practitioner_id, replace(roster, shifts=(*roster.shifts, shift)), place)


async def enter_shift(work: Work, clinic_id: UUID, form: ShiftForm) -> ChangedShiftView:
    """Somebody works at a clinic, their own or another one. What is booked at other times stays, and is listed.

    Raises Forbidden, NotFound, InThePast, EnteredAlready.
    """
    place = await _place(work, clinic_id, form.last_day)
    await hold_practitioner(work, form.practitioner_id)
    shift_id = new_id()
    columns = {
        "id": shift_id,
        "practitioner_id": form.practitioner_id,
        "clinic_id": clinic_id,
        "first_day": form.first_day,
        "last_day": form.last_day,
        "weekdays": [one.weekday for one in form.hours],
        "starts": [one.opens for one in form.hours],
        "ends": [one.closes for one in form.hours],
        "entered_by": work.actor.subject,
        "withdrawn_at": None,
        "why_changed": None,
    }
    await require_no_such_shift(work, columns)
    await keep_shift(work, columns)
    said = form.model_dump(mode="json", exclude={"practitioner_id"})
    work.audit("shift.entered", f"practitioner/{form.practitioner_id}", shift=str(shift_id), **said)
    return await _changed(work, place, shift_id, form.first_day, form.last_day)


async def preview_shift_end(work: Work, clinic_id: UUID, shift_id: UUID, form: ShiftEndForm) -> TouchedAppointmentsView:
    """What is booked at times at which the practitioner would not work. Raises as `end_shift` does."""
    place, row = await _to_end(work, clinic_id, shift_id, form)
    return await _touched_without(work, place, row, replace(shift_of(row), last_day=form.last_day))


async def end_shift(work: Work, clinic_id: UUID, shift_id: UUID, form: ShiftEndForm) -> ChangedShiftView:
    """An earlier last day. Raises Forbidden, NotFound, Invalid, InThePast, ShiftOver."""
    place, row = await _to_end(work, clinic_id, shift_id, form)
    await change_shift(work, shift_id, last_day=form.last_day, why_changed=form.reason)
    _audit(work, "ended", row, form.reason, last_day=form.last_day.isoformat())
    return await _changed(work, place, shift_id, form.last_day + timedelta(days=1), row.last_day)


async def preview_shift_withdrawal(work: Work, clinic_id: UUID, shift_id: UUID) -> TouchedAppointmentsView:
    """What is booked at times at which the practitioner would not work. Raises as `withdraw_shift` does."""
    work.access.authorize(where=clinic_id)
    place = await place_of(work, clinic_id)
    return await _touched_without(work, place, await _held(work, place, shift_id))


async def withdraw_shift(work: Work, clinic_id: UUID, shift_id: UUID, form: ShiftWithdrawalForm) -> ChangedShiftView:
    """It counts as never entered, and stays visible. Raises Forbidden, NotFound, ShiftOver."""
    work.access.authorize(where=clinic_id)
    place = await place_of(work, clinic_id)
    row = await _held(work, place, shift_id)
    await change_shift(work, shift_id, withdrawn_at=work.now, why_changed=form.reason)
    _audit(work, "withdrawn", row, form.reason)
    return await _changed(work, place, shift_id, row.first_day, row.last_day)


async def _place(work: Work, clinic_id: UUID, last_day: date | None) -> Place:
    """The clinic, when the day has not passed at it."""
    work.access.authorize(where=clinic_id)
    place = await place_of(work, clinic_id)
    if last_day is not None:
        require_not_passed(last_day, work.now, place.zone)
    return place


async def _to_end(work: Work, clinic_id: UUID, shift_id: UUID, form: ShiftEndForm) -> tuple[Place, Row]:
    """The clinic, and its shift that can end on that day."""
    place = await _place(work, clinic_id, form.last_day)
    row = await _held(work, place, shift_id)
    if form.last_day < row.first_day:
        raise Invalid("It begins on {day}: withdraw it instead.", day=row.first_day)
    if row.last_day is not None and form.last_day >= row.last_day:
        raise Invalid("It ends on {day} already: enter another shift for the days after.", day=row.last_day)
    return place, row


async def _held(work: Work, place: Place, shift_id: UUID) -> Row:
    """One that can still be changed, its practitioner locked."""
    await hold_practitioner(work, (await shift_row(work, place.clinic_id, shift_id)).practitioner_id)
    row = await shift_row(work, place.clinic_id, shift_id)
    if row.withdrawn_at is not None:
        raise ShiftOver("It was withdrawn: enter a new one.")
    if row.last_day is not None and row.last_day < local_day(work.now, place.zone):
        raise ShiftOver("It has passed: enter a new one.")
    return row


async def _changed(work: Work, place: Place, shift_id: UUID, first: date, last: date | None) -> ChangedShiftView:
    """What follows from other hours of work on these days: where nothing is entered any more, the usual ones hold."""
    row = await shift_row(work, place.clinic_id, shift_id)
    await check_ahead(work, DependsOn.PRACTITIONER, row.practitioner_id)
    roster = await _roster(work, row.practitioner_id)
    until = None if last is None else start_of_day(last + timedelta(days=1), place.zone)
    await note_opened(work, {*roster.clinics, place.clinic_id}, start_of_day(first, place.zone), until)
    touched = await _touched(work, row.practitioner_id, roster, place)
    return ChangedShiftView.of(row, touched=touched)


async def _roster(work: Work, practitioner_id: UUID) -> Roster:
    found = (await practitioners_of(work, [practitioner_id])).get(practitioner_id)
    if found is None:
        raise NotFound("There is no such practitioner.")
    return found.roster


async def _touched(work: Work, practitioner_id: UUID, roster: Roster, place: Place) -> TouchedAppointmentsView:
    found = await outside_shifts(work, practitioner_id, roster, place)
    return TouchedAppointmentsView.of(found.rows, found.in_all)


async def _touched_without(work: Work, place: Place, row: Row, *instead: Shift) -> TouchedAppointmentsView:
    """What is booked outside of the practitioner's hours without this shift, or with another one in its place."""
    roster = await _roster(work, row.practitioner_id)
    shifts = list(roster.shifts)
    shifts.remove(shift_of(row))
    return await _touched(work, row.practitioner_id, replace(roster, shifts=[*shifts, *instead]), place)


def _hours(hours: list[HoursForm]) -> list[OpenHours]:
    return [OpenHours(one.weekday, one.opens, one.closes) for one in hours]


def _audit(work: Work, what: str, row: Row, reason: str, **values: Any) -> None:
    work.audit(f"shift.{what}", f"practitioner/{row.practitioner_id}", shift=str(row.id), reason=reason, **values)
