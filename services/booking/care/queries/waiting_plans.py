"""Cleared plans that have no course yet, and what each waits for."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, page
from chassis.local_time import local_day
from chassis.reference import in_force
from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.access import visible
from services.booking.care.domain.protocols import Protocols
from services.booking.care.domain.words import Area, Concern
from services.booking.care.forms.waiting_plans import WaitingPlanView
from services.booking.care.reference import PROTOCOLS
from services.booking.care.store.consults import cleared_without_course
from services.booking.care.tables import consults
from services.booking.people.store.patients import PATIENT_NAME
from services.booking.people.tables import clinics, patients


async def list_waiting_plans(work: Work, paging: Paging, clinic_id: UUID | None) -> Page[WaitingPlanView]:
    """Plans that screening cleared and that have no course, the longest waiting first. Raises Forbidden."""
    statement: Select[Any] = (
        select(consults, PATIENT_NAME, clinics.c.time_zone)
        .join(patients, patients.c.id == consults.c.patient_id)
        .join(clinics, clinics.c.id == consults.c.clinic_id)
        .where(cleared_without_course(), visible(work.access.reach(where=clinic_id), consults))
    )
    if clinic_id is not None:
        statement = statement.where(consults.c.clinic_id == clinic_id)
    rows: Page[Any] = await page(work, statement, [consults.c.id], paging, lambda row: row)
    return rows.showing(await _views(work, rows.items))


async def _views(work: Work, rows: Sequence[Row]) -> list[WaitingPlanView]:
    today = {name: local_day(work.now, ZoneInfo(name)) for name in {row.time_zone for row in rows}}
    protocols: dict[date, Protocols | None] = {}
    for day in set(today.values()):
        found = await in_force(work, PROTOCOLS, day)
        protocols[day] = found.document if found else None
    return [_view(row, protocols[today[row.time_zone]]) for row in rows]


def _view(row: Row, protocols: Protocols | None) -> WaitingPlanView:
    named = {name: value for name, value in row._mapping.items() if name in WaitingPlanView.model_fields}
    return WaitingPlanView(consult_id=row.id, why=_why(row, protocols), **named)


def _why(row: Row, protocols: Protocols | None) -> str:
    """What has to happen, for staff."""
    if protocols is None:
        return "No signed version of the protocols is in force: the medical director of the chain signs one."
    if protocols.chosen(Concern(row.concern), Area(row.area), Modality(row.modality)) is None:
        return "No protocol in force fits this plan: the medical director signs a version with one that does."
    return "A protocol that fits is in force: the course is planned within minutes."
