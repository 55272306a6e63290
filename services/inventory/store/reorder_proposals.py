"""What a reorder proposal is made of: stock, use, sessions and orders of clinics, by clinic and product."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, cast, func, select

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.expiries import usable_on
from services.inventory.domain.places import EntryKind
from services.inventory.domain.reorder_proposals import (
    DEFAULT_LEAD_DAYS,
    USED_DAYS,
    ClinicLevel,
    Outlook,
    Sums,
    Verdict,
    packages_for,
    sums_of,
    verdict_on,
)
from services.inventory.domain.reservations import ReservationStatus
from services.inventory.domain.transfers import TransferStatus
from services.inventory.store.clinics import Clinic
from services.inventory.store.products import products_with_packages
from services.inventory.store.purchase_orders import orders_to_come
from services.inventory.store.recalls import bars
from services.inventory.store.stock import planned_from
from services.inventory.tables import (
    balances,
    clinics,
    ledger,
    lots,
    products,
    recalls,
    reservations,
    stock_levels,
    suppliers,
    transfer_lines,
    transfers,
)

Key = tuple[UUID, str]
"""A clinic and the GTIN of a product."""
_HELD = ReservationStatus.RESERVED.value
_LACKING = ReservationStatus.SHORT.value


@dataclass(frozen=True, slots=True)
class Proposal:
    """A product at a clinic with what is proposed, and why."""

    clinic_id: UUID
    product: Row
    """With ``packages``, and ``supplier_name``, ``lead_time_days`` and ``ended_at`` of its supplier."""
    outlook: Outlook
    sums: Sums
    verdict: Verdict
    package: Mapping[str, Any]
    """``gtin``, ``level`` and ``units`` of what is ordered: the smallest package, or single units without a level."""
    packages: int
    """0 when nothing is ordered."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found of clinics, each by clinic and product."""

    free: Mapping[Key, Sequence[Row]]
    used: Mapping[Key, int]
    booked: Mapping[Key, Sequence[Row]]
    on_order: Mapping[Key, int]
    under_way: Mapping[Key, int]
    levels: Mapping[Key, ClinicLevel]

    def pairs(self) -> set[Key]:
        """Each product that a clinic has, uses, needs, expects or orders."""
        return {*self.free, *self.used, *self.booked, *self.on_order, *self.under_way, *self.levels}


async def proposals_of(work: Work, of: Iterable[Clinic], *, cover_days: int) -> dict[UUID, list[Proposal]]:
    """The proposals of clinics, by product; those where nothing is ordered as well."""
    asked = {clinic.id: clinic for clinic in of}
    ids = sorted(asked)
    found = _Found(
        await _free(work, ids),
        await _used(work, ids),
        await _booked(work, ids),
        await _on_order(work, ids),
        await _under_way(work, ids),
        await _levels(work, ids),
    )
    known = await _products(work, {gtin for _, gtin in found.pairs()})
    proposals: dict[UUID, list[Proposal]] = {id: [] for id in ids}
    for clinic_id, gtin in sorted(found.pairs()):
        if gtin in known:
            clinic = asked[clinic_id]
            today = clinic.day_of(work.now)
            proposals[clinic_id].append(_proposal(clinic, known[gtin], found, today, cover_days))
    return proposals


def _proposal(clinic: Clinic, product: Row, found: _Found, today: date, cover_days: int) -> Proposal:
    outlook = _outlook((clinic.id, product.gtin), product, found, today, cover_days)
    sums = sums_of(outlook)
    verdict = verdict_on(
        sums.wanted,
        retired=product.retired_at is not None,
        supplier_known=product.supplier_id is not None,
        supplier_ended=product.ended_at is not None,
        closes=clinic.is_closed_on(today + timedelta(days=outlook.lead_days)),
    )
    single = {"gtin": product.gtin, "level": None, "units": 1}
    package = product.packages[0] if product.packages else single
    packages = packages_for(sums.wanted, package["units"]) if verdict is Verdict.ORDER else 0
    return Proposal(clinic.id, product, outlook, sums, verdict, package, packages)


def _outlook(key: Key, product: Row, found: _Found, today: date, cover_days: int) -> Outlook:
    lead_days = DEFAULT_LEAD_DAYS if product.lead_time_days is None else product.lead_time_days
    arrival = today + timedelta(days=lead_days)
    end = arrival + timedelta(days=cover_days)
    booked = [row for row in found.booked.get(key, ()) if row.day <= end]
    held = [row for row in booked if row.status == _HELD]
    return Outlook(
        free=sum(row.free for row in found.free.get(key, ()) if usable_on(row.expires_on, arrival)),
        on_order=found.on_order.get(key, 0),
        under_way=found.under_way.get(key, 0),
        used=found.used.get(key, 0),
        lead_days=lead_days,
        cover_days=cover_days,
        held_until_arrival=sum(row.needed for row in held if row.day <= arrival),
        held=sum(row.needed for row in held),
        lacking=sum(row.needed for row in booked if row.status == _LACKING),
        level=found.levels.get(key),
    )


async def _products(work: Work, gtins: set[str]) -> dict[str, Row]:
    named = suppliers.c.name.label("supplier_name")
    statement = (
        products_with_packages()
        .add_columns(named, suppliers.c.lead_time_days, suppliers.c.ended_at)
        .outerjoin(suppliers, suppliers.c.id == products.c.supplier_id)
        .where(products.c.gtin.in_(sorted(gtins)))
    )
    return {row.gtin: row for row in await work.execute(statement)}


async def _free(work: Work, ids: Sequence[UUID]) -> dict[Key, list[Row]]:
    """What nobody holds and no recall bars, by day of expiry."""
    of = balances.c
    statement = (
        select(of.clinic_id, of.gtin, lots.c.expires_on, func.sum(of.on_hand).label("free"))
        .join(lots, (lots.c.gtin == of.gtin) & (lots.c.lot == of.lot))
        .outerjoin(recalls, bars(of.gtin, of.lot))
        .where(of.clinic_id.in_(ids), recalls.c.id.is_(None))
        .group_by(of.clinic_id, of.gtin, lots.c.expires_on)
    )
    return await _by_key(work, statement)


async def _used(work: Work, ids: Sequence[UUID]) -> dict[Key, int]:
    """Uses within the days that are looked back, without those that were taken back."""
    of, back = ledger.c, ledger.alias("back")
    statement = (
        select(of.clinic_id, of.gtin, func.sum(of.quantity - func.coalesce(back.c.quantity, 0)).label("units"))
        .outerjoin(back, back.c.corrects == of.id)
        .where(of.kind == EntryKind.USE.value, of.at >= work.now - timedelta(days=USED_DAYS), of.clinic_id.in_(ids))
        .group_by(of.clinic_id, of.gtin)
    )
    return await _units(work, statement)


async def _booked(work: Work, ids: Sequence[UUID]) -> dict[Key, list[Row]]:
    """What booked sessions hold or lack, by local day and status."""
    of = reservations.c
    gtin = planned_from.label("gtin")
    day = cast(func.timezone(clinics.c.time_zone, of.session_at), Date).label("day")
    statement = (
        select(of.clinic_id, gtin, of.status, day, func.sum(of.quantity - of.used).label("needed"))
        .join(clinics, clinics.c.id == of.clinic_id)
        .where(of.clinic_id.in_(ids), of.status.in_((_HELD, _LACKING)))
        .group_by(of.clinic_id, gtin, of.status, day)
    )
    return await _by_key(work, statement)


async def _on_order(work: Work, ids: Sequence[UUID]) -> dict[Key, int]:
    """What is in drafts and orders of clinics, and was not received."""
    units: dict[Key, int] = defaultdict(int)
    for order, outstanding in await orders_to_come(work, ids):
        for gtin, count in outstanding.items():
            units[order.clinic_id, gtin] += count
    return units


async def _under_way(work: Work, ids: Sequence[UUID]) -> dict[Key, int]:
    """What other clinics have sent, and may still arrive."""
    line = transfer_lines.c
    units = func.sum(func.greatest(line.sent - line.arrived - line.settled, 0)).label("units")
    statement = (
        select(transfers.c.to_clinic_id.label("clinic_id"), line.gtin, units)
        .join(transfer_lines, line.transfer_id == transfers.c.id)
        .where(transfers.c.to_clinic_id.in_(ids), transfers.c.status == TransferStatus.SENT.value)
        .group_by(transfers.c.to_clinic_id, line.gtin)
    )
    return await _units(work, statement)


async def _levels(work: Work, ids: Sequence[UUID]) -> dict[Key, ClinicLevel]:
    rows = await work.execute(select(stock_levels).where(stock_levels.c.clinic_id.in_(ids)))
    return {(row.clinic_id, row.gtin): ClinicLevel(row.reorder_point, row.reorder_quantity) for row in rows}


async def _by_key(work: Work, statement: Select[Any]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in await work.execute(statement):
        found[row.clinic_id, row.gtin].append(row)
    return found


async def _units(work: Work, statement: Select[Any]) -> dict[Key, int]:
    return {(row.clinic_id, row.gtin): int(row.units) for row in await work.execute(statement)}
