"""A clinic says whether it is open on a public holiday."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.commands.checks import DependsOn, check_ahead
from services.booking.calendar.commands.closures import close_clinic, touched_on, with_special
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.domain.days import require_not_passed
from services.booking.calendar.forms.closures import BookedOnClosureView, ClosureForm
from services.booking.calendar.forms.holidays import HolidayForm, HolidayState, HolidayView
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.store.closures import booked_outside
from services.booking.calendar.store.slots import days_as_moments
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import hours_on
from services.booking.people.store.clinics import place_of
from services.booking.people.store.holiday_regions import holidays_of
from services.booking.people.tables import clinic_closures, opened_holidays


async def preview_holiday(work: Work, clinic_id: UUID, day: date, form: HolidayForm) -> TouchedAppointmentsView:
    """What is booked on that day outside of the hours that it would have. Raises as `confirm_holiday` does."""
    place, _ = await _holiday(work, clinic_id, day)
    after = with_special(place, day, None if form.open else [])
    if form.open:
        holidays = replace(after.hours.holidays, opened=after.hours.holidays.opened | {day})
        after = replace(after, hours=replace(after.hours, holidays=holidays))
    return await touched_on(work, day, after)


async def confirm_holiday(work: Work, clinic_id: UUID, day: date, form: HolidayForm) -> HolidayView:
    """The clinic is open on that day as every week, or closed. Either can be said again.

    Raises Forbidden, NotFound for a day that is no holiday of the clinic, InThePast.
    """
    place, name = await _holiday(work, clinic_id, day)
    if form.open:
        await _open(work, clinic_id, day)
        await check_ahead(work, DependsOn.CLINIC, clinic_id)
        await note_opened(work, [clinic_id], *days_as_moments(day, day, place.zone))
    else:
        opened = (opened_holidays.c.clinic_id == clinic_id) & (opened_holidays.c.day == day)
        await work.execute(delete(opened_holidays).where(opened))
        await close_clinic(work, clinic_id, day, ClosureForm(reason=name))
    after = await place_of(work, clinic_id)
    booked = (await booked_outside(work, after, [day]))[day]
    return HolidayView(
        day=day,
        name=name,
        state=HolidayState.OPEN if form.open else HolidayState.CLOSED,
        offered=bool(hours_on(after.hours, day)),
        appointments=[BookedOnClosureView.model_validate(row) for row in booked],
    )


async def _holiday(work: Work, clinic_id: UUID, day: date) -> tuple[Place, str]:
    """The clinic, and the name of its public holiday."""
    work.access.authorize(where=clinic_id)
    name = (await holidays_of(work, clinic_id, day.year)).get(day)
    if name is None:
        raise NotFound("{day} is no public holiday of the clinic: close it as any other day.", day=day)
    place = await place_of(work, clinic_id)
    require_not_passed(day, work.now, place.zone)
    return place, name


async def _open(work: Work, clinic_id: UUID, day: date) -> None:
    closed = (clinic_closures.c.clinic_id == clinic_id) & (clinic_closures.c.day == day)
    await work.execute(delete(clinic_closures).where(closed))
    decided = {"decided_by": work.actor.subject, "decided_at": work.now}
    change = insert(opened_holidays).values(clinic_id=clinic_id, day=day, **decided)
    await work.execute(change.on_conflict_do_update(index_elements=["clinic_id", "day"], set_=decided))
    work.audit("clinic.holiday_opened", f"clinic/{clinic_id}", day=day.isoformat())
