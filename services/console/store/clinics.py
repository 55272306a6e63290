"""Clinics, as far as pages need them: a projection of booking's events."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.console.tables import clinics


async def keep_clinic(work: Work, clinic_id: UUID, **values: Any) -> None:
    """Store a clinic as it is from now on."""
    statement = insert(clinics).values(id=clinic_id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def zone_of(work: Work, clinic_id: UUID) -> ZoneInfo | None:
    """In which a clinic's days are; None where the clinic is not known yet."""
    name = await work.scalar(select(clinics.c.time_zone).where(clinics.c.id == clinic_id))
    return ZoneInfo(name) if name else None


async def clinic_ids(work: Work) -> Sequence[UUID]:
    """All clinics that are known."""
    return list((await work.execute(select(clinics.c.id).order_by(clinics.c.id))).scalars())
