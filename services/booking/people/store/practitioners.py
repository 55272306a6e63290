"""Practitioners, loaded with what they may do."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.people.domain.practitioners import Practitioner
from services.booking.people.store.locks import NO_KEY
from services.booking.people.tables import permissions, practitioners

PRACTITIONER_NAME = (practitioners.c.given_name + " " + practitioners.c.family_name).label("practitioner_name")
"""A practitioner's full name, as a column of a list."""


async def practitioners_of(work: Work, ids: Collection[UUID], *, lock: bool = False) -> dict[UUID, Practitioner]:
    """Practitioners with what they may do, by id. What is locked is read after the lock was got."""
    if lock:
        held = select(practitioners.c.id).where(practitioners.c.id.in_(ids)).order_by(practitioners.c.id)
        await work.execute(held.with_for_update(**NO_KEY))
    statement = (
        select(
            practitioners.c.id,
            practitioners.c.clinic_id,
            PRACTITIONER_NAME,
            permissions.c.modality,
            permissions.c.max_depth_mm,
        )
        .select_from(practitioners.outerjoin(permissions))
        .where(practitioners.c.id.in_(ids))
    )
    rows = (await work.execute(statement)).all()
    granted: dict[UUID, dict[Modality, Decimal]] = {row.id: {} for row in rows}
    for row in rows:
        if row.modality is not None:
            granted[row.id][Modality(row.modality)] = row.max_depth_mm
    return {row.id: Practitioner(row.id, row.clinic_id, row.practitioner_name, granted[row.id]) for row in rows}
