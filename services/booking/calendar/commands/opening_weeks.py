"""Weekly hours begin on a day, or do not after all."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from chassis.local_time import local_day, start_of_day
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.commands.checks import DependsOn, check_ahead
from services.booking.calendar.commands.clinics import place_on
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.forms.opening_hours import OpeningWeekForm, SetOpeningWeekView
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.store.touched import outside_hours
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import OpenHours, OpeningHours, Week
from services.booking.people.forms.clinics import HoursForm
from services.booking.people.store.clinics import place_of
from services.booking.people.store.opening_hours import set_week, weeks_of


async def preview_week(work: Work, clinic_id: UUID, begins_on: date, form: OpeningWeekForm) -> TouchedAppointmentsView:
    """What is booked outside of these hours. Raises Forbidden, NotFound, InThePast."""
    return await _touched(work, await place_on(work, clinic_id, begins_on), begins_on, form.hours)


async def begin_week(work: Work, clinic_id: UUID, begins_on: date, form: OpeningWeekForm) -> SetOpeningWeekView:
    """These weekly hours hold from a local day on. What is booked outside of them stays, and is listed.

    Raises Forbidden, NotFound, InThePast.
    """
    place = await place_on(work, clinic_id, begins_on)
    touched = await _touched(work, place, begins_on, form.hours)
    await set_week(work, clinic_id, begins_on, [one.model_dump() for one in form.hours])
    hours = [one.model_dump(mode="json") for one in form.hours]
    work.audit("clinic.hours", f"clinic/{clinic_id}", begins_on=begins_on.isoformat(), reason=form.reason, hours=hours)
    await check_ahead(work, DependsOn.CLINIC, clinic_id)
    await note_opened(work, [clinic_id], start_of_day(begins_on, place.zone), None)
    in_force = begins_on == local_day(work.now, place.zone)
    return SetOpeningWeekView(
        clinic_id=clinic_id, begins_on=begins_on, hours=form.hours, in_force=in_force, touched=touched
    )


async def preview_dropped_week(work: Work, clinic_id: UUID, begins_on: date) -> TouchedAppointmentsView:
    """What is booked outside of the hours before, which would go on. Raises Forbidden, NotFound, InThePast."""
    place = await _to_drop(work, clinic_id, begins_on)
    later = [each for each in place.hours.later if each.begins_on != begins_on]
    found = await outside_hours(work, replace(place, hours=replace(place.hours, later=later)), begins_on)
    return TouchedAppointmentsView.of(found.rows, found.in_all)


async def drop_week(work: Work, clinic_id: UUID, begins_on: date) -> TouchedAppointmentsView:
    """The hours before go on. Raises Forbidden, NotFound, InThePast."""
    place = await _to_drop(work, clinic_id, begins_on)
    await set_week(work, clinic_id, begins_on, ())
    await check_ahead(work, DependsOn.CLINIC, clinic_id)
    await note_opened(work, [clinic_id], start_of_day(begins_on, place.zone), None)
    work.audit("clinic.hours_dropped", f"clinic/{clinic_id}", begins_on=begins_on.isoformat())
    found = await outside_hours(work, await place_of(work, place.clinic_id), begins_on)
    return TouchedAppointmentsView.of(found.rows, found.in_all)


async def _to_drop(work: Work, clinic_id: UUID, begins_on: date) -> Place:
    """The clinic, at which weekly hours begin on that day."""
    place = await place_on(work, clinic_id, begins_on)
    if begins_on not in (await weeks_of(work, [clinic_id]))[clinic_id]:
        raise NotFound("No weekly hours begin on {day} at this clinic.", day=begins_on)
    return place


async def _touched(work: Work, place: Place, begins_on: date, hours: list[HoursForm]) -> TouchedAppointmentsView:
    week = Week(begins_on, [OpenHours(one.weekday, one.opens, one.closes) for one in hours])
    after = replace(place, hours=_with_week(place.hours, week))
    following = min((each.begins_on for each in place.hours.later if each.begins_on > begins_on), default=None)
    found = await outside_hours(work, after, begins_on, following)
    return TouchedAppointmentsView.of(found.rows, found.in_all)


def _with_week(hours: OpeningHours, week: Week) -> OpeningHours:
    others = [each for each in hours.later if each.begins_on != week.begins_on]
    return replace(hours, later=(*others, week))
