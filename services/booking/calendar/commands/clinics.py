"""A clinic changes while appointments lie ahead at it."""

from dataclasses import replace
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.http import Patch
from chassis.work import Work
from services.booking.calendar.commands.checks import DependsOn, check_ahead
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.domain.days import require_not_passed
from services.booking.calendar.domain.refusals import ZoneInUse
from services.booking.calendar.forms.opening_hours import ChangedClinicView
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.store.appointments import booked_ahead_at
from services.booking.calendar.store.holds import count_held_at
from services.booking.calendar.store.touched import outside_hours
from services.booking.people.commands import clinics
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import OpenHours, OpeningHours, Week
from services.booking.people.forms.clinics import ClinicForm
from services.booking.people.store.clinics import place_of

LISTED = 200
"""How many appointments a refusal names."""


async def change_clinic(work: Work, clinic_id: UUID, edit: Patch[ClinicForm], version: int) -> ChangedClinicView:
    """A clinic's details or hours change; what is booked is checked by the new hours, and listed.

    Raises Forbidden, NotFound, Stale, NotUnderstood, ZoneInUse.
    """
    work.access.authorize(where=clinic_id)
    before = await place_of(work, clinic_id)
    changed = await clinics.change_clinic(work, clinic_id, edit, version)
    if ZoneInfo(changed.time_zone) != before.zone:
        await _require_nothing_announced(work, clinic_id)
    after = await place_of(work, clinic_id)
    if after.hours != before.hours:
        await check_ahead(work, DependsOn.CLINIC, clinic_id)
        await note_opened(work, [clinic_id], work.now, None)
    found = await outside_hours(work, after)
    return ChangedClinicView(**changed.model_dump(), touched=TouchedAppointmentsView.of(found.rows, found.in_all))


async def preview_clinic(work: Work, clinic_id: UUID, edit: Patch[ClinicForm]) -> TouchedAppointmentsView:
    """What an edit would leave outside the hours. Raises Forbidden, NotFound, NotUnderstood, ZoneInUse."""
    before = await place_of(work, clinic_id)
    form, begins_on = await clinics.edited_clinic(work, clinic_id, edit)
    zone = ZoneInfo(form.time_zone)
    if zone != before.zone:
        await _require_nothing_announced(work, clinic_id)
    week = Week(begins_on, [OpenHours(one.weekday, one.opens, one.closes) for one in form.hours])
    found = await outside_hours(work, replace(before, zone=zone, hours=_with_week_in_force(before.hours, week)))
    return TouchedAppointmentsView.of(found.rows, found.in_all)


def _with_week_in_force(hours: OpeningHours, week: Week) -> OpeningHours:
    if week.begins_on in {each.begins_on for each in hours.later}:
        return replace(hours, later=[week if each.begins_on == week.begins_on else each for each in hours.later])
    return replace(hours, weekly=week.hours)


async def place_on(work: Work, clinic_id: UUID, day: date) -> Place:
    """A clinic as it is, for a change of one of its local days. Raises Forbidden, NotFound, InThePast."""
    work.access.authorize(where=clinic_id)
    place = await place_of(work, clinic_id)
    require_not_passed(day, work.now, place.zone)
    return place


async def _require_nothing_announced(work: Work, clinic_id: UUID) -> None:
    """Raises ZoneInUse: patients were told a local time, which another zone would make another moment."""
    ahead = await booked_ahead_at(work, clinic_id)
    if ahead:
        raise ZoneInUse(
            "Appointments lie ahead at this clinic ({count}), and their patients were told its local time: move or "
            "cancel them first, then change the zone.",
            count=len(ahead),
            appointments=[str(each) for each in ahead[:LISTED]],
        )
    held = await count_held_at(work, clinic_id)
    if held:
        raise ZoneInUse(
            "Times are being held or offered at this clinic ({count}), and patients were told its local time: release "
            "them, or wait until they are answered, then change the zone.",
            count=held,
            appointments=[],
        )
