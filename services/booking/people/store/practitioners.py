"""Practitioners, loaded with what they may do."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.people.domain.practitioners import Practitioner
from services.booking.people.store.locks import NO_KEY
from services.booking.people.tables import permissions, practitioners


async def practitioners_of(work: Work, ids: Collection[UUID], *, lock: bool = False) -> dict[UUID, Practitioner]:
    """Practitioners with what they may do, by id."""
    statement: Select[Any] = select(practitioners).where(practitioners.c.id.in_(ids)).order_by(practitioners.c.id)
    rows = (await work.execute(statement.with_for_update(**NO_KEY) if lock else statement)).all()
    granted: dict[UUID, dict[Modality, Any]] = {row.id: {} for row in rows}
    for row in await work.execute(select(permissions).where(permissions.c.practitioner_id.in_(ids))):
        granted[row.practitioner_id][Modality(row.modality)] = row.max_depth_mm
    return {
        row.id: Practitioner(row.id, row.clinic_id, f"{row.given_name} {row.family_name}", granted[row.id])
        for row in rows
    }
