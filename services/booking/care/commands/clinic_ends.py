"""A clinic is closed for good from a day on; until then the day can be moved, and at any time it can be taken back.

From that day on nothing is offered or booked there. What is booked is looked at by the same rules as for any closed
day; who waits only there is on the waitlist in vain, and says so; patients whose home it is need another one.
"""

from dataclasses import replace
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import start_of_day
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.commands.checks import DependsOn, check_ahead
from services.booking.calendar.commands.clinics import place_on
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.store.touched import outside_hours
from services.booking.care.forms.clinic_ends import ClinicEndForm, ClinicEndView, ClinicStaysForm, LeftView
from services.booking.care.store.clinic_ends import (
    clinic_row,
    count_home_patients,
    home_patients_after,
    left_at,
    set_end,
)
from services.booking.people.commands.clinics import publish_details
from services.booking.people.commands.home_clinics import list_without_home, note_home
from services.booking.people.store.clinics import home_of, lock_clinic, place_of
from services.booking.people.store.patients import lock_patient

LIST_HOMELESS = "clinic.home-patients"
"""The timer that lists the patients of a clinic that closes for good, or takes them off; its key is the clinic."""
PIECE = 50
"""How many patients are locked in one transaction."""


async def preview_end(work: Work, clinic_id: UUID, form: ClinicEndForm) -> ClinicEndView:
    """What it would leave behind. Raises Forbidden, NotFound, InThePast."""
    work.access.authorize()
    await place_on(work, clinic_id, form.closed_from)
    return await _view(work, clinic_id, form.closed_from, form.reason)


async def end_clinic(work: Work, clinic_id: UUID, form: ClinicEndForm) -> ClinicEndView:
    """It is closed for good from that local day on; said again, with another day or reason, those count.

    Raises Forbidden, NotFound, InThePast.
    """
    work.access.authorize()
    present = await lock_clinic(work, clinic_id)
    if (present.closed_from, present.closed_because) != (form.closed_from, form.reason):
        place = await place_on(work, clinic_id, form.closed_from)
        await set_end(work, clinic_id, form.closed_from, form.reason)
        said = {"closed_from": form.closed_from.isoformat(), "before": _written(present.closed_from)}
        work.audit("clinic.ended", f"clinic/{clinic_id}", reason=form.reason, **said)
        later = present.closed_from is not None and present.closed_from < form.closed_from
        await _follow(work, clinic_id, place.zone, present.closed_from if later else None)
    return await _view(work, clinic_id, form.closed_from, form.reason)


async def keep_clinic(work: Work, clinic_id: UUID, form: ClinicStaysForm) -> None:
    """The clinic stays, or is open again. Raises Forbidden, NotFound."""
    work.access.authorize()
    present = await lock_clinic(work, clinic_id)
    if present.closed_from is None:
        raise _stays()
    await set_end(work, clinic_id, None, None)
    work.audit("clinic.kept", f"clinic/{clinic_id}", reason=form.reason, before=_written(present.closed_from))
    await _follow(work, clinic_id, ZoneInfo(present.time_zone), present.closed_from)


async def read_end(work: Work, clinic_id: UUID) -> ClinicEndView:
    """That it is closed for good, and what is left there now. Raises Forbidden, NotFound, also when it stays."""
    work.access.authorize(where=clinic_id)
    row = await clinic_row(work, clinic_id)
    if row is None:
        raise NotFound("There is no such clinic.")
    if row.closed_from is None:
        raise _stays()
    return await _view(work, clinic_id, row.closed_from, row.closed_because)


async def list_homeless(work: Work, clinic_id: UUID, after: UUID | None) -> None:
    """List some patients whose home clinic closes, or take them off when it stays; the next have a transaction."""
    home = await home_of(work, clinic_id)
    found = await home_patients_after(work, clinic_id, after, PIECE)
    for patient_id in found:
        await lock_patient(work, patient_id)
        if home.closed_from is None:
            await note_home(work, patient_id)
        else:
            await list_without_home(work, clinic_id, home, [patient_id])
    if len(found) == PIECE:
        await work.set_timer(LIST_HOMELESS, str(clinic_id), work.now, {"after": str(found[-1])})


async def _follow(work: Work, clinic_id: UUID, zone: ZoneInfo, opened_from: date | None) -> None:
    """Say it, look at all that depends on it, and offer what is open again from a local day on, if anything is."""
    await publish_details(work, clinic_id)
    await check_ahead(work, DependsOn.CLINIC, clinic_id)
    if opened_from is not None:
        await note_opened(work, [clinic_id], max(work.now, start_of_day(opened_from, zone)), None)
    await work.set_timer(LIST_HOMELESS, str(clinic_id), work.now)


async def _view(work: Work, clinic_id: UUID, closed_from: date, reason: str) -> ClinicEndView:
    place = await place_of(work, clinic_id)
    over = replace(place, hours=replace(place.hours, closed_from=closed_from))
    booked = await outside_hours(work, over, closed_from)
    left = await left_at(work, clinic_id, closed_from, start_of_day(closed_from, place.zone))
    return ClinicEndView(
        clinic_id=clinic_id,
        closed_from=closed_from,
        reason=reason,
        appointments=TouchedAppointmentsView.of(booked.rows, booked.in_all),
        home_patients=await count_home_patients(work, clinic_id),
        **{name: LeftView.model_validate(each) for name, each in left.items()},
    )


def _stays() -> NotFound:
    return NotFound("This clinic is not to be closed for good.")


def _written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
