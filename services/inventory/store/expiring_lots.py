"""Lots that are listed because some of them lie free and expire soon."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.tables import balances, expiring_lots

_of = expiring_lots.c


async def keep_expiring(work: Work, clinic_id: UUID, gtin: str, lot: str) -> Row:
    """The open row of a lot at a clinic, new or not."""
    fresh = insert(expiring_lots).values(id=new_id(), clinic_id=clinic_id, gtin=gtin, lot=lot, opened_at=work.now)
    key = [_of.clinic_id, _of.gtin, _of.lot]
    same = {"gtin": fresh.excluded.gtin}  # so that the row is answered also when it was there
    kept = fresh.on_conflict_do_update(index_elements=key, index_where=_of.closed_at.is_(None), set_=same)
    return (await work.execute(kept.returning(expiring_lots))).one()


async def close_expiring(work: Work, clinic_id: UUID, gtin: str, lots: Collection[str], because: str) -> list[UUID]:
    """The rows that were open of these lots at a clinic."""
    these = (_of.clinic_id == clinic_id) & (_of.gtin == gtin) & _of.lot.in_(lots) & _of.closed_at.is_(None)
    closed = update(expiring_lots).where(these).values(closed_at=work.now, closed_because=because)
    return list((await work.execute(closed.returning(_of.id))).scalars())


async def lots_with_free(work: Work, clinic_id: UUID) -> Sequence[Row]:
    """``gtin`` and ``lot`` of what lies free at a clinic."""
    of = balances.c
    free = select(of.gtin, of.lot).where(of.clinic_id == clinic_id, of.on_hand > 0)
    return (await work.execute(free.order_by(of.gtin, of.lot))).all()
