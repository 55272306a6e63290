"""How each clinic is doing: numbers alone, from the console's own rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from chassis.local_time import local_day, start_of_day
from chassis.work import Work
from services.console.access import seen_services
from services.console.queries.clinics import Clinic
from services.console.tables import appointments, worklist_items

OVER = ("left", "done")
"""Stations of patients for whom nobody has to come."""


@dataclass(frozen=True)
class Counts:
    """Of one clinic, today in its zone."""

    booked: int = 0
    here: int = 0
    """Patients who have arrived and not left."""
    items: int = 0
    overdue: int = 0


async def overview_of(work: Work, clinics: Sequence[Clinic]) -> Mapping[UUID, Counts]:
    """By clinic."""
    if not clinics:
        return {}
    visits = {row.clinic_id: row for row in await _visits(work, clinics)}
    items = {row.clinic_id: row for row in await _items(work, clinics)}
    return {each.id: _counts(visits.get(each.id), items.get(each.id)) for each in clinics}


async def _visits(work: Work, clinics: Sequence[Clinic]) -> list[Any]:
    of = appointments.c
    today = []
    for each in clinics:
        day = local_day(work.now, each.zone)
        begins, ends = start_of_day(day, each.zone), start_of_day(day + timedelta(days=1), each.zone)
        today.append((of.clinic_id == each.id) & (of.starts_at >= begins) & (of.starts_at < ends))
    here = func.count().filter(of.station.is_not(None), of.station.not_in(OVER))
    statement = select(of.clinic_id, func.count().label("booked"), here.label("here"))
    found = await work.execute(statement.where(or_(*today), of.status == "booked").group_by(of.clinic_id))
    return found.all()


async def _items(work: Work, clinics: Sequence[Clinic]) -> list[Any]:
    of = worklist_items.c
    overdue = func.count().filter(of.due_at <= work.now)
    statement = select(of.clinic_id, func.count().label("waiting"), overdue.label("overdue")).where(
        of.clinic_id.in_([each.id for each in clinics]), of.service.in_(seen_services(work.access))
    )
    return (await work.execute(statement.group_by(of.clinic_id))).all()


def _counts(visits: Any, items: Any) -> Counts:
    return Counts(
        booked=visits.booked if visits else 0,
        here=visits.here if visits else 0,
        items=items.waiting if items else 0,
        overdue=items.overdue if items else 0,
    )
