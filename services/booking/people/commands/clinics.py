"""Clinics open and change."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert, update

from chassis.data.rows import Row
from chassis.http import Patch, require_version
from chassis.ids import new_id
from chassis.local_time import local_day
from chassis.work import Work
from contracts.booking.clinics import ClinicChanged, ClinicDetails, ClinicOpened, OpeningHours
from services.booking.people.commands.closed_days import CLOSED_DAYS
from services.booking.people.forms.clinics import ClinicForm, ClinicView, HoursForm
from services.booking.people.store.clinics import lock_clinic
from services.booking.people.store.opening_hours import SINCE_EVER, begun, set_week, weeks_of
from services.booking.people.tables import clinics

SAY_DETAILS = "clinic.say-details"
"""The timer with which a migration has a clinic's details published again; its key is the clinic."""


async def open_clinic(work: Work, form: ClinicForm) -> ClinicView:
    """A clinic joins the chain."""
    clinic_id = new_id()
    await work.execute(insert(clinics).values(id=clinic_id, version=1, **_columns(form)))
    await set_week(work, clinic_id, SINCE_EVER, [one.model_dump() for one in form.hours])
    work.publish(ClinicOpened(clinic_id=clinic_id, details=_details(form)))
    await work.set_timer(CLOSED_DAYS, str(clinic_id), work.now)
    return _view(clinic_id, 1, form, None)


async def edited_clinic(work: Work, clinic_id: UUID, edit: Patch[ClinicForm]) -> tuple[ClinicForm, date]:
    """A clinic as it would be after an edit, and the day on which its weekly hours in force began.

    Raises NotFound, NotUnderstood.
    """
    return await _edited(work, await _held(work, clinic_id), edit)


async def _held(work: Work, clinic_id: UUID) -> Row:
    work.access.authorize(where=clinic_id)
    return await lock_clinic(work, clinic_id)


async def _edited(work: Work, present: Row, edit: Patch[ClinicForm]) -> tuple[ClinicForm, date]:
    form, begins_on = await _form_of(work, present)
    return edit.onto(form), begins_on


async def _form_of(work: Work, present: Row) -> tuple[ClinicForm, date]:
    """A clinic as it is, with the weekly hours in force today, and the day on which they began."""
    weeks = (await weeks_of(work, [present.id]))[present.id]
    begins_on = begun(weeks, local_day(work.now, ZoneInfo(present.time_zone)))
    hours = [HoursForm.model_validate(row, from_attributes=True) for row in weeks[begins_on]]
    return ClinicForm.model_construct(**present._mapping, hours=hours), begins_on


async def publish_details(work: Work, clinic_id: UUID) -> None:
    """Say the details as they are, with whether the clinic is closed for good. Raises NotFound."""
    present = await lock_clinic(work, clinic_id)
    form, _ = await _form_of(work, present)
    work.publish(ClinicChanged(clinic_id=clinic_id, details=_details(form, present.closed_from)))


async def change_clinic(work: Work, clinic_id: UUID, edit: Patch[ClinicForm], version: int) -> ClinicView:
    """A clinic's details change, or the weekly hours in force today. Appointments stay at their moments.

    Raises NotFound, Stale, NotUnderstood.
    """
    present = await _held(work, clinic_id)
    require_version(version, present.version)
    form, begins_on = await _edited(work, present, edit)
    await work.execute(update(clinics).where(clinics.c.id == clinic_id).values(version=version + 1, **_columns(form)))
    await set_week(work, clinic_id, begins_on, [one.model_dump() for one in form.hours])
    work.publish(ClinicChanged(clinic_id=clinic_id, details=_details(form, present.closed_from)))
    await work.set_timer(CLOSED_DAYS, str(clinic_id), work.now)
    return _view(clinic_id, version + 1, form, present.closed_from)


def _columns(form: ClinicForm) -> dict[str, Any]:
    return form.model_dump(exclude={"hours"})


def _details(form: ClinicForm, closed_from: date | None = None) -> ClinicDetails:
    week = sorted(form.hours, key=lambda one: (one.weekday, one.opens))
    hours = tuple(OpeningHours(**one.model_dump()) for one in week)
    return ClinicDetails(**form.model_dump(exclude={"hours"}), hours=hours, closed_from=closed_from)


def _view(clinic_id: UUID, version: int, form: ClinicForm, closed_from: date | None) -> ClinicView:
    return ClinicView(id=clinic_id, version=version, hours=form.hours, closed_from=closed_from, **_columns(form))
