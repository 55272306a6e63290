"""A clinic closes on a day or has other hours then, or opens as every week."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.commands.checks import DependsOn, check_ahead
from services.booking.calendar.commands.clinics import place_on
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.forms.closures import BookedOnClosureView, ClosureForm, ClosureView
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.store.closures import booked_outside
from services.booking.calendar.store.slots import days_as_moments
from services.booking.calendar.store.touched import SHOWN
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import OpenHours
from services.booking.people.store.clinics import place_of
from services.booking.people.tables import clinic_closures


async def preview_closure(work: Work, clinic_id: UUID, day: date, form: ClosureForm) -> TouchedAppointmentsView:
    """What is booked on a local day outside of these hours. Raises Forbidden, NotFound, InThePast."""
    place = await place_on(work, clinic_id, day)
    hours = [OpenHours(day.weekday(), one.opens, one.closes) for one in form.hours]
    return await touched_on(work, day, with_special(place, day, hours))


async def preview_reopening(work: Work, clinic_id: UUID, day: date) -> TouchedAppointmentsView:
    """What is booked outside of the hours that the day would have again. Raises Forbidden, NotFound, InThePast."""
    place = await place_on(work, clinic_id, day)
    if day not in place.hours.special:
        raise _not_closed(day)
    return await touched_on(work, day, with_special(place, day, None))


def with_special(place: Place, day: date, hours: Sequence[OpenHours] | None) -> Place:
    """A clinic as it would be with these hours on a day, none: closed; None: with those of every week."""
    special = {each: spans for each, spans in place.hours.special.items() if each != day}
    if hours is not None:
        special[day] = hours
    return replace(place, hours=replace(place.hours, special=special))


async def touched_on(work: Work, day: date, place: Place) -> TouchedAppointmentsView:
    """What is booked on a local day outside of the hours of ``place``."""
    rows = (await booked_outside(work, place, [day]))[day]
    return TouchedAppointmentsView.of(rows[:SHOWN], len(rows))


def _not_closed(day: date) -> NotFound:
    return NotFound("The clinic is not closed on {day}, and has no other hours.", day=day)


async def close_clinic(work: Work, clinic_id: UUID, day: date, form: ClosureForm) -> ClosureView:
    """On a local day nothing more is offered or booked but within these hours; none: the clinic is closed.

    What is booked already stays and is listed in the answer. An appointment that is being booked at this moment may
    still come through: it is in the list when it is read next. Raises NotFound, Forbidden, InThePast.
    """
    await place_on(work, clinic_id, day)
    columns = {
        "reason": form.reason,
        "opens": [one.opens for one in form.hours],
        "closes": [one.closes for one in form.hours],
    }
    change = insert(clinic_closures).values(clinic_id=clinic_id, day=day, **columns)
    await work.execute(change.on_conflict_do_update(index_elements=["clinic_id", "day"], set_=columns))
    hours = [one.model_dump(mode="json") for one in form.hours]
    work.audit("clinic.closed", f"clinic/{clinic_id}", day=day.isoformat(), reason=form.reason, hours=hours)
    await check_ahead(work, DependsOn.CLINIC, clinic_id)
    place = await place_of(work, clinic_id)
    if form.hours:
        await note_opened(work, [clinic_id], *days_as_moments(day, day, place.zone))
    booked = (await booked_outside(work, place, [day]))[day]
    return ClosureView(
        clinic_id=clinic_id,
        day=day,
        reason=form.reason,
        hours=form.hours,
        appointments=[BookedOnClosureView.model_validate(row) for row in booked],
    )


async def reopen_clinic(work: Work, clinic_id: UUID, day: date) -> None:
    """The clinic has its weekly hours on that day again, unless it is an unconfirmed holiday.

    Raises NotFound, Forbidden, InThePast.
    """
    place = await place_on(work, clinic_id, day)
    this = (clinic_closures.c.clinic_id == clinic_id) & (clinic_closures.c.day == day)
    if (await work.execute(delete(clinic_closures).where(this).returning(clinic_closures.c.day))).one_or_none() is None:
        raise _not_closed(day)
    await check_ahead(work, DependsOn.CLINIC, clinic_id)
    await note_opened(work, [clinic_id], *days_as_moments(day, day, place.zone))
    work.audit("clinic.reopened", f"clinic/{clinic_id}", day=day.isoformat())
