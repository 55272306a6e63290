"""What became of a recalled lot, and of whom it was used on."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, func, select, union, union_all

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.recall_letters import OPEN
from services.inventory.domain.recalled_serials import CountsAt, counted
from services.inventory.domain.recalls import Remaining
from services.inventory.store.pairs import among
from services.inventory.store.recall_letters import about, to_correct
from services.inventory.store.recalled_serials import whereabouts_of
from services.inventory.store.recalls import concerns
from services.inventory.tables import balances, chair_discards, clinics, recall_letters, recalled_at_clinics, uses


async def counts_of(work: Work, recall: Row) -> Sequence[Row | CountsAt]:
    """The lot's balance at each clinic that had it, or used it without; of a recall by number, of those cartridges.

    Where one of those never came under its number, every clinic that had the lot is there: it may be at any.
    """
    of_lot = await counts_of_lots(work, [(recall.gtin, recall.lot)])
    if not recall.in_part:
        return of_lot
    found = [each for each, _ in await whereabouts_of(work, recall.id)]
    unaccounted = await _unaccounted_numbers(work, recall)
    places = counted(found)
    strange = any(each.clinic_id is None for each in found)
    concerned = {*places, *unaccounted, *((row.of_clinic for row in of_lot) if strange else ())}
    named = select(clinics.c.id, clinics.c.name).where(clinics.c.id.in_(sorted(concerned)))
    names = {row.id: row.name for row in await work.execute(named.order_by(clinics.c.name, clinics.c.id))}
    return [
        CountsAt(each, names[each], recall.gtin, recall.lot, places.get(each, Counter()), unaccounted.get(each, 0))
        for each in names
    ]


async def _unaccounted_numbers(work: Work, recall: Row) -> dict[UUID, int]:
    of = uses.c
    statement = select(of.clinic_id, func.count().label("count")).where(
        concerns(recall), of.serial.is_not(None), of.entry_id.is_(None), of.withdrawn_at.is_(None)
    )
    return {row.clinic_id: row.count for row in await work.execute(statement.group_by(of.clinic_id))}


async def counts_of_lots(work: Work, lots: Sequence[tuple[str, str]]) -> Sequence[Row]:
    """The balances of lots, each (GTIN, lot), at each clinic that had one, or used it without; by clinic."""
    return (await work.execute(_counts(lots))).all() if lots else []


async def remaining_of(
    work: Work, recall: Row, counts: Sequence[Row | CountsAt], confirmed: Mapping[UUID, Row]
) -> Remaining:
    """What is left to be done, with the counts of `counts_of` and the confirmations of `confirmations_of`."""
    treated = concerns(recall) & uses.c.withdrawn_at.is_(None)
    standing = about(recall) & recall_letters.c.withdrawn_at.is_(None)
    unsure = standing & recall_letters.c.status.in_([status.value for status in OPEN])
    mistaken = (recall_letters.c.recall_id == recall.id) & to_correct()
    people = select(
        select(func.count(uses.c.patient_id.distinct())).where(treated).scalar_subquery().label("treated"),
        select(func.count()).where(standing).scalar_subquery().label("letters"),
        select(func.count()).where(unsure).scalar_subquery().label("unsure"),
        select(func.count()).where(mistaken).scalar_subquery().label("mistaken"),
    )
    people_of = (await work.execute(people)).one()
    return Remaining(
        quarantine=sum(row.quarantine or 0 for row in counts),
        in_transit=sum(row.in_transit or 0 for row in counts),
        unaccounted=sum(row.unaccounted for row in counts),
        treated=people_of.treated,
        letters_released=recall.letters_released_at is not None,
        informed=people_of.letters - people_of.unsure,
        not_known=people_of.unsure,
        not_confirmed=len(to_confirm(counts, confirmed)),
        came=bool(counts),
        supplier_informed=recall.supplier_informed_at is not None,
        effect_checked=recall.effect_checked_at is not None,
        mistaken=people_of.mistaken,
        withdrawn=recall.withdrawn_at is not None,
    )


async def confirmations_of(work: Work, recall_id: UUID) -> dict[UUID, Row]:
    """What was counted at each clinic that somebody counted at, by clinic."""
    of = recalled_at_clinics.c
    counted = select(recalled_at_clinics).where(of.recall_id == recall_id, of.confirmed_at.is_not(None))
    return {row.clinic_id: row for row in await work.execute(counted)}


def to_confirm(counts: Iterable[Row | CountsAt], confirmed: Mapping[UUID, Row]) -> set[UUID]:
    """Clinics that had the lot and did not count what lies apart, and all that counted other than the books say."""
    right = {clinic_id for clinic_id, row in confirmed.items() if row.counted == row.expected}
    booked = {row.of_clinic for row in counts if row.clinic_id is not None}
    return (booked | confirmed.keys()) - right


def _counts(lots: Sequence[tuple[str, str]]) -> Select[Any]:
    """Balances of the lots by clinic, also of clinics that only opened some."""
    unaccounted = union_all(
        *(
            select(table.c.clinic_id, table.c.gtin, _lot_in_books(table).label("lot"))
            .where(among(table.c.gtin, _lot_in_books(table), lots))
            .where(table.c.entry_id.is_(None), table.c.withdrawn_at.is_(None))
            for table in (uses, chair_discards)
        )
    ).subquery()
    where = (unaccounted.c.clinic_id, unaccounted.c.gtin, unaccounted.c.lot)
    strange = select(*where, func.count().label("unaccounted")).group_by(*where).subquery()
    of = balances.c
    booked = select(of.clinic_id, of.gtin, of.lot).where(among(of.gtin, of.lot, lots))
    here = union(booked, select(strange.c.clinic_id, strange.c.gtin, strange.c.lot)).subquery()
    return (
        select(
            clinics.c.id.label("of_clinic"),
            clinics.c.name.label("clinic"),
            here.c.gtin.label("of_gtin"),
            here.c.lot.label("of_lot"),
            balances,
            func.coalesce(strange.c.unaccounted, 0).label("unaccounted"),
        )
        .select_from(here)
        .join(clinics, clinics.c.id == here.c.clinic_id)
        .outerjoin(balances, _same(balances, here))
        .outerjoin(strange, _same(strange, here))
        .order_by(clinics.c.name, clinics.c.id, here.c.gtin, here.c.lot)
    )


def _lot_in_books(table: Table) -> ColumnElement[str]:
    return func.coalesce(table.c.received_lot, table.c.lot)


def _same(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    return and_(*(one.c[name] == other.c[name] for name in ("clinic_id", "gtin", "lot")))
