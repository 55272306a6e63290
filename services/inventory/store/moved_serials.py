"""Cartridges that were moved by their numbers."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, ColumnElement, Text, func, select, type_coerce

from chassis.work import Work
from services.inventory.domain.expiries import local_day
from services.inventory.domain.places import Place
from services.inventory.domain.shelf_lots import ShelfLot
from services.inventory.store.recalls import bars
from services.inventory.store.stock import balance_of
from services.inventory.tables import balances, chair_discards, clinics, lots, moved_serials, recalls, serials, uses


def serials_of(entry_id: Column[Any]) -> ColumnElement[Any]:
    """The numbers that an entry of the ledger moved, in order; none where it was a count."""
    of = moved_serials.c
    numbers = select(of.serial).where(of.entry_id == entry_id).order_by(of.serial).correlate(entry_id.table)
    return type_coerce(func.array(numbers.scalar_subquery()), ARRAY(Text))


async def numbers_moved_by(work: Work, entry_id: UUID) -> list[str]:
    """The numbers that an entry of the ledger moved, in order."""
    of = moved_serials.c
    statement = select(of.serial).where(of.entry_id == entry_id).order_by(of.serial)
    return list((await work.execute(statement)).scalars())


async def numbers_kept_in(
    work: Work, clinic_id: UUID, gtin: str, lot: str, places: Collection[Place], *, opened: bool = False
) -> list[str]:
    """The unopened numbers of a lot at a clinic that were moved to one of ``places``, in order; locked.

    ``opened``: also those that a session opened.
    """
    of = serials.c
    here = (of.clinic_id == clinic_id) & (of.gtin == gtin) & (of.lot == lot)
    there = of.place.in_(sorted(place.value for place in places))
    unopened = of.used_in.is_(None) & of.discarded_in.is_(None)
    statement = select(of.serial).where(here, there, *(() if opened else (unopened,))).order_by(of.serial)
    return list((await work.execute(statement.with_for_update())).scalars())


async def where_lot_went(work: Work, clinic_id: UUID, gtin: str, lot: str) -> Place | None:
    """Where everything of a lot went that was on a clinic's shelf, without being named; None: it is there."""
    of = balances.c
    statement = (
        select(balances, lots.c.expires_on, clinics.c.time_zone, recalls.c.id.label("recall_id"))
        .join(lots, (lots.c.gtin == of.gtin) & (lots.c.lot == of.lot))
        .join(clinics, clinics.c.id == of.clinic_id)
        .outerjoin(recalls, bars(of.gtin, of.lot))
        .where(of.clinic_id == clinic_id, of.gtin == gtin, of.lot == lot)
    )
    row = (await work.execute(statement)).first()
    if row is None or row.time_zone is None:
        return None
    return ShelfLot(lot, row.expires_on, row.recall_id, balance_of(row)).went(local_day(work.now, row.time_zone))


async def is_opening_entered(work: Work, gtin: str, serial: str) -> bool:
    """Whether the ledger has an entry for the session that opened a cartridge."""
    for opened in (uses, chair_discards):
        of = opened.c
        this = (of.gtin == gtin) & (of.serial == serial) & of.withdrawn_at.is_(None) & of.entry_id.is_not(None)
        if (await work.execute(select(of.id).where(this).limit(1))).first():
            return True
    return False
