"""Clinics, as their pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from chassis.refusals import NotFound
from chassis.work import Work
from services.console.access import works_at
from services.console.tables import clinics


@dataclass(frozen=True)
class Clinic:
    """A clinic."""

    id: UUID
    name: str
    zone: ZoneInfo
    hours: Sequence[Mapping[str, Any]]
    """The usual week: ``weekday`` (0 is Monday), ``opens`` and ``closes``, local; empty where it is not known."""


async def clinics_seen(work: Work) -> list[Clinic]:
    """The clinics that the signed-in person works for, by name."""
    rows = (await work.execute(select(clinics).order_by(clinics.c.name, clinics.c.id))).all()
    theirs = set(works_at(work.actor, [row.id for row in rows]))
    return [_clinic(row) for row in rows if row.id in theirs]


async def other_clinics(work: Work, clinic_id: UUID) -> list[Clinic]:
    """All others of the chain, by name: a parcel may go to any of them."""
    others = select(clinics).where(clinics.c.id != clinic_id).order_by(clinics.c.name, clinics.c.id)
    return [_clinic(row) for row in (await work.execute(others)).all()]


async def find_clinic(work: Work, clinic_id: UUID) -> Clinic:
    """One of them. Raises NotFound: it is new, and its event is on its way, or there is none."""
    row = (await work.execute(select(clinics).where(clinics.c.id == clinic_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such clinic.")
    return _clinic(row)


async def zone_of_reader(work: Work) -> ZoneInfo:
    """Whose times a page about all clinics says: the first of the reader's by name; UTC where there is none."""
    seen = await clinics_seen(work)
    return seen[0].zone if seen else ZoneInfo("UTC")


def _clinic(row: Any) -> Clinic:
    return Clinic(row.id, row.name, ZoneInfo(row.time_zone), row.hours or [])
