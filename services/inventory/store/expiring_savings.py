"""Who could use what expires: sessions and stock of all clinics, by product."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Date, cast, func, select

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.expiries import local_day
from services.inventory.domain.expiring_lots import Demand, Saving, savings
from services.inventory.domain.reservations import NEEDING
from services.inventory.store.recalls import bars
from services.inventory.store.stock import planned_from
from services.inventory.tables import balances, clinics, expiring_lots, lots, products, recalls, reservations

_of = expiring_lots.c
EXPIRING = (
    select(
        expiring_lots,
        clinics.c.name.label("clinic"),
        products.c.name.label("product"),
        products.c.price_minor.label("price_each"),
        products.c.currency,
        lots.c.expires_on,
        balances.c.on_hand.label("free"),
    )
    .join(clinics, clinics.c.id == _of.clinic_id)
    .join(products, products.c.gtin == _of.gtin)
    .join(lots, (lots.c.gtin == _of.gtin) & (lots.c.lot == _of.lot))
    .join(
        balances,
        (balances.c.clinic_id == _of.clinic_id) & (balances.c.gtin == _of.gtin) & (balances.c.lot == _of.lot),
    )
)
"""Lots that are, or were, listed as expiring, with what lies free of each now."""


@dataclass(frozen=True, slots=True)
class _Clinic:
    """What a clinic needs, and what it has, by day: of a session, or of a lot's expiry."""

    id: UUID
    name: str | None
    today: date
    needed: dict[date, int]
    there: dict[date, int]

    def until(self, expires_on: date) -> Demand:
        tomorrow = self.today + timedelta(days=1)
        needed = sum(count for day, count in self.needed.items() if tomorrow <= day <= expires_on)
        sooner = sum(count for day, count in self.there.items() if self.today <= day <= expires_on)
        return Demand(self.id, self.name, needed, sooner)


async def savings_of(work: Work, rows: Sequence[Row]) -> dict[UUID, list[Saving]]:
    """The transfers that save some of what rows of `EXPIRING` have free, by row; who saves most first."""
    by_product = await _clinics(work, sorted({row.gtin for row in rows})) if rows else {}
    return {
        row.id: savings(
            row.free,
            row.expires_on,
            row.price_each,
            (each.until(row.expires_on) for each in by_product.get(row.gtin, ()) if each.id != row.clinic_id),
        )
        for row in rows
    }


async def _clinics(work: Work, gtins: Sequence[str]) -> dict[str, list[_Clinic]]:
    found: dict[tuple[str, UUID], _Clinic] = {}
    for row in await _needs(work, gtins):
        _clinic(work, found, row).needed[row.day] = int(row.n)
    for row in await _stock(work, gtins):
        _clinic(work, found, row).there[row.day] = int(row.n)
    by_product: dict[str, list[_Clinic]] = defaultdict(list)
    for (gtin, _), clinic in found.items():
        by_product[gtin].append(clinic)
    return by_product


def _clinic(work: Work, found: dict[tuple[str, UUID], _Clinic], row: Row) -> _Clinic:
    fresh = _Clinic(row.clinic_id, row.name, local_day(work.now, row.time_zone), {}, {})
    return found.setdefault((row.gtin, row.clinic_id), fresh)


async def _needs(work: Work, gtins: Sequence[str]) -> Sequence[Row]:
    """What booked sessions hold or lack, by local day."""
    of, gtin = reservations.c, planned_from.label("gtin")
    day = cast(func.timezone(clinics.c.time_zone, of.session_at), Date).label("day")
    asks = of.status.in_(NEEDING)
    statement = (
        select(of.clinic_id, clinics.c.name, clinics.c.time_zone, gtin, day, func.sum(of.quantity - of.used).label("n"))
        .join(clinics, clinics.c.id == of.clinic_id)
        .where(asks, planned_from.in_(gtins), clinics.c.time_zone.is_not(None))
        .group_by(of.clinic_id, clinics.c.name, clinics.c.time_zone, gtin, day)
    )
    return (await work.execute(statement)).all()


async def _stock(work: Work, gtins: Sequence[str]) -> Sequence[Row]:
    """What is on the shelves and no recall bars, by day of expiry."""
    of = balances.c
    count = func.sum(of.on_hand + of.reserved).label("n")
    day = lots.c.expires_on.label("day")
    statement = (
        select(of.clinic_id, clinics.c.name, clinics.c.time_zone, of.gtin, day, count)
        .join(clinics, clinics.c.id == of.clinic_id)
        .join(lots, (lots.c.gtin == of.gtin) & (lots.c.lot == of.lot))
        .outerjoin(recalls, bars(of.gtin, of.lot))
        .where(of.gtin.in_(gtins), of.on_hand + of.reserved > 0, recalls.c.id.is_(None))
        .group_by(of.clinic_id, clinics.c.name, clinics.c.time_zone, of.gtin, day)
    )
    return (await work.execute(statement)).all()
