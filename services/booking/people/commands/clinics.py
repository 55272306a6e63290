"""Clinics open and change."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from chassis.http import Patch, require_version
from chassis.ids import new_id
from chassis.refusals import NotFound
from chassis.work import Work
from contracts.booking.clinics import ClinicChanged, ClinicDetails, ClinicOpened
from services.booking.people.forms.clinics import ClinicForm, ClinicView, HoursForm
from services.booking.people.tables import clinics, opening_hours


async def open_clinic(work: Work, form: ClinicForm) -> ClinicView:
    """A clinic joins the chain."""
    clinic_id = new_id()
    await work.execute(insert(clinics).values(id=clinic_id, version=1, **_columns(form)))
    await _set_hours(work, clinic_id, form)
    work.publish(ClinicOpened(clinic_id=clinic_id, details=_details(form)))
    return _view(clinic_id, 1, form)


async def change_clinic(work: Work, clinic_id: UUID, edit: Patch[ClinicForm], version: int) -> ClinicView:
    """A clinic's details or hours change. Appointments stay at their moments.

    Raises NotFound, Stale, NotUnderstood.
    """
    work.access.authorize(where=clinic_id)
    statement = select(clinics).where(clinics.c.id == clinic_id).with_for_update(key_share=True)
    present = (await work.execute(statement)).one_or_none()
    if present is None:
        raise NotFound("There is no such clinic.")
    require_version(version, present.version)
    form = edit.onto(ClinicForm.model_construct(**present._mapping, hours=await _hours(work, clinic_id)))
    await work.execute(update(clinics).where(clinics.c.id == clinic_id).values(version=version + 1, **_columns(form)))
    await work.execute(delete(opening_hours).where(opening_hours.c.clinic_id == clinic_id))
    await _set_hours(work, clinic_id, form)
    work.publish(ClinicChanged(clinic_id=clinic_id, details=_details(form)))
    return _view(clinic_id, version + 1, form)


async def _hours(work: Work, clinic_id: UUID) -> list[HoursForm]:
    rows = await work.execute(select(opening_hours).where(opening_hours.c.clinic_id == clinic_id))
    return [HoursForm(weekday=row.weekday, opens=row.opens, closes=row.closes) for row in rows]


async def _set_hours(work: Work, clinic_id: UUID, form: ClinicForm) -> None:
    await work.execute(insert(opening_hours), [{"clinic_id": clinic_id, **one.model_dump()} for one in form.hours])


def _columns(form: ClinicForm) -> dict[str, Any]:
    return form.model_dump(exclude={"hours"})


def _details(form: ClinicForm) -> ClinicDetails:
    return ClinicDetails(**form.model_dump(exclude={"hours"}))


def _view(clinic_id: UUID, version: int, form: ClinicForm) -> ClinicView:
    hours = sorted(form.hours, key=lambda one: (one.weekday, one.opens))
    return ClinicView(id=clinic_id, version=version, hours=hours, **_columns(form))
