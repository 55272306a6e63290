"""Uses of cartridges that stand: they were not withdrawn."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.tables import uses

_of = uses.c
_LIVE = _of.withdrawn_at.is_(None)


def count_live(appointment_id: UUID) -> Select[int]:
    """How many cartridges the session at an appointment has used."""
    return select(func.count()).where(_of.appointment_id == appointment_id, _LIVE)


async def unaccounted_like(work: Work, opened: Row) -> Sequence[Row]:
    """Uses at the same clinic, of the same lot or serial, that the ledger could not account for; the oldest first."""
    alike: ColumnElement[bool] = _of.lot == opened.lot
    if opened.serial is not None:
        alike = or_(alike, _of.serial == opened.serial)
    here = (_of.clinic_id == opened.clinic_id) & (_of.gtin == opened.gtin)
    statement = select(uses).where(here, alike, _LIVE, _of.entry_id.is_(None)).order_by(_of.used_at, _of.id)
    return (await work.execute(statement)).all()
