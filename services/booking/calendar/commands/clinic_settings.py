"""A clinic's own settings change while appointments lie ahead at it."""

from uuid import UUID

from chassis.http import Patch
from chassis.work import Work
from services.booking.calendar.commands.checks import DependsOn, check_ahead
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.forms.clinic_settings import ChangedClinicSettingsView
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.store.touched import outside_hours
from services.booking.people.commands import clinic_settings
from services.booking.people.domain.clinics import Place
from services.booking.people.forms.clinic_settings import ClinicSettingsForm
from services.booking.people.store.clinics import place_of, with_holidays


async def change_clinic_settings(
    work: Work, clinic_id: UUID, edit: Patch[ClinicSettingsForm], version: int
) -> ChangedClinicSettingsView:
    """Lengths count for what is booked from now on; other public holidays reach what is booked, which is listed.

    Raises Forbidden, NotFound, Stale, NotUnderstood.
    """
    work.access.authorize(where=clinic_id)
    before = await place_of(work, clinic_id)
    changed = await clinic_settings.change_clinic_settings(work, clinic_id, edit, version)
    after = await place_of(work, clinic_id)
    if after.hours != before.hours:
        await check_ahead(work, DependsOn.CLINIC, clinic_id)
    if (after.hours, after.settings) != (before.hours, before.settings):
        await note_opened(work, [clinic_id], work.now, None)
    return ChangedClinicSettingsView(**changed.model_dump(), touched=await _touched(work, after))


async def preview_clinic_settings(
    work: Work, clinic_id: UUID, edit: Patch[ClinicSettingsForm]
) -> TouchedAppointmentsView:
    """What an edit would leave outside the hours. Raises Forbidden, NotFound, NotUnderstood."""
    work.access.authorize(where=clinic_id)
    before = await place_of(work, clinic_id)
    form = await clinic_settings.edited_settings(work, clinic_id, edit)
    return await _touched(work, with_holidays(before, form.holiday_region))


async def _touched(work: Work, place: Place) -> TouchedAppointmentsView:
    found = await outside_hours(work, place)
    return TouchedAppointmentsView.of(found.rows, found.in_all)
