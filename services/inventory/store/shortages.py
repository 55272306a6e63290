"""Shortages: what sessions of the next days lack, by clinic and product."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, union, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.domain.reservations import ReservationStatus
from services.inventory.domain.shortages import FreeLot
from services.inventory.store.recalls import bars
from services.inventory.tables import balances, clinics, lots, recalls, reservations, shortages, stock_levels


async def count_short(work: Work, clinic_id: UUID, gtin: str, until: datetime) -> Row:
    """``sessions``, ``cartridges`` and ``first`` of those that start before ``until``; ``later``: the first after."""
    r = reservations.c
    soon = r.session_at < until
    statement = select(
        func.count().filter(soon).label("sessions"),
        func.coalesce(func.sum(r.quantity - r.used).filter(soon), 0).label("cartridges"),
        func.min(r.session_at).filter(soon).label("first"),
        func.min(r.session_at).filter(~soon).label("later"),
    ).where(r.clinic_id == clinic_id, r.gtin == gtin, r.status == ReservationStatus.SHORT.value)
    return (await work.execute(statement)).one()


async def find_shortage(work: Work, clinic_id: UUID, gtin: str) -> Row | None:
    """The open shortage of a product at a clinic."""
    of = shortages.c
    this = (of.clinic_id == clinic_id) & (of.gtin == gtin) & of.closed_at.is_(None)
    return (await work.execute(select(shortages).where(this))).first()


async def keep_shortage(
    work: Work, clinic_id: UUID, gtin: str, counted: Row, urgent_since: datetime | None
) -> Row | None:
    """The open shortage with what was counted; None when it says that already."""
    of = shortages.c
    says = {
        "sessions": counted.sessions,
        "cartridges": counted.cartridges,
        "first_session_at": counted.first,
        "urgent_since": urgent_since,
    }
    fresh = insert(shortages).values(id=new_id(), clinic_id=clinic_id, gtin=gtin, opened_at=work.now, **says)
    other = (
        (of.sessions != counted.sessions)
        | (of.cartridges != counted.cartridges)
        | (of.first_session_at != counted.first)
        | of.urgent_since.is_distinct_from(urgent_since)
    )
    kept = fresh.on_conflict_do_update(
        index_elements=[of.clinic_id, of.gtin], index_where=of.closed_at.is_(None), set_=says, where=other
    )
    return (await work.execute(kept.returning(*shortages.c))).first()


async def close_shortage(work: Work, clinic_id: UUID, gtin: str, because: str) -> Row | None:
    """Nothing is lacking any longer. Answers the shortage; None when there was none."""
    of = shortages.c
    this = (of.clinic_id == clinic_id) & (of.gtin == gtin) & of.closed_at.is_(None)
    closed = update(shortages).where(this).values(closed_at=work.now, closed_because=because)
    return (await work.execute(closed.returning(*shortages.c))).first()


async def products_lacking(work: Work, clinic_id: UUID) -> Sequence[str]:
    """GTINs of products that sessions of a clinic lack, or that are listed so."""
    r, of = reservations.c, shortages.c
    short = select(r.gtin).where(r.clinic_id == clinic_id, r.status == ReservationStatus.SHORT.value)
    listed = select(of.gtin).where(of.clinic_id == clinic_id, of.closed_at.is_(None))
    return sorted((await work.execute(union(short, listed))).scalars())


async def free_lots(work: Work, gtins: Collection[str]) -> dict[str, list[FreeLot]]:
    """What lies free at all clinics of products, by product; the lots that expire first at the front."""
    if not gtins:
        return {}
    b, level = balances.c, stock_levels.c
    statement = (
        select(b.gtin, b.lot, b.clinic_id, clinics.c.name, b.on_hand, lots.c.expires_on, level.reorder_point)
        .join(clinics, clinics.c.id == b.clinic_id)
        .join(lots, (lots.c.gtin == b.gtin) & (lots.c.lot == b.lot))
        .outerjoin(recalls, bars(b.gtin, b.lot))
        .outerjoin(stock_levels, (level.gtin == b.gtin) & (level.clinic_id == b.clinic_id))
        .where(b.gtin.in_(sorted(gtins)), b.on_hand > 0, recalls.c.id.is_(None))
        .order_by(lots.c.expires_on, b.lot)
    )
    found = defaultdict(list)
    for row in await work.execute(statement):
        lot = FreeLot(row.clinic_id, row.name, row.lot, row.on_hand, row.expires_on, row.reorder_point or 0)
        found[row.gtin].append(lot)
    return found
