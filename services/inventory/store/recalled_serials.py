"""Cartridges that are recalled by serial number."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Column, ColumnElement, ScalarSelect, and_, case, func, insert, or_, select, update

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.places import Place
from services.inventory.domain.recalled_serials import Whereabouts
from services.inventory.store.pairs import among
from services.inventory.store.recalls import some_of
from services.inventory.tables import clinics, recalled_serials, recalls, serials

_of = recalled_serials.c
_is_same = and_(serials.c.gtin == recalls.c.gtin, serials.c.serial == _of.serial)
_named = recalled_serials.join(recalls, recalls.c.id == _of.recall_id)
_unopened = and_(serials.c.used_in.is_(None), serials.c.discarded_in.is_(None))


async def known_serials(work: Work, lots: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Collection[str]]:
    """The serial numbers of lots, each (GTIN, lot), that were received or opened; of every lot that was asked for."""
    found: dict[tuple[str, str], set[str]] = {lot: set() for lot in lots}
    if lots:
        of = serials.c
        for row in await work.execute(select(of.gtin, of.lot, of.serial).where(among(of.gtin, of.lot, lots))):
            found[row.gtin, row.lot].add(row.serial)
    return found


async def unopened_numbers(work: Work, gtin: str, lot: str) -> dict[UUID, tuple[str, ...]]:
    """The numbers by which unopened cartridges of a lot are in the books, by clinic and in order."""
    of = serials.c
    statement = select(of.clinic_id, of.serial).where(of.gtin == gtin, of.lot == lot, _unopened).order_by(of.serial)
    found: dict[UUID, list[str]] = {}
    for row in await work.execute(statement.where(of.clinic_id.is_not(None))):
        found.setdefault(row.clinic_id, []).append(row.serial)
    return {clinic_id: tuple(numbers) for clinic_id, numbers in found.items()}


async def keep_recalled(work: Work, recall_id: UUID, numbers: Iterable[str]) -> None:
    """Write down which cartridges a recall is about."""
    await work.execute(insert(recalled_serials), [{"recall_id": recall_id, "serial": each} for each in sorted(numbers)])


async def recalled_among(work: Work, named: Collection[tuple[str, str]]) -> dict[tuple[str, str], Row]:
    """Those of (GTIN, serial number) that a standing recall names, with that recall's id, lot and moment."""
    if not named:
        return {}
    statement = (
        select(recalls.c.id, recalls.c.gtin, recalls.c.lot, recalls.c.recalled_at, _of.serial)
        .select_from(_named)
        .where(among(recalls.c.gtin, _of.serial, named), recalls.c.withdrawn_at.is_(None))
    )
    return {(row.gtin, row.serial): row for row in await work.execute(statement)}


async def numbers_of(work: Work, recall_id: UUID) -> tuple[str, ...]:
    """The serial numbers that a recall is about, in order."""
    numbers = select(_of.serial).where(_of.recall_id == recall_id).order_by(_of.serial)
    return tuple((await work.execute(numbers)).scalars())


async def whereabouts_of(work: Work, recall_id: UUID) -> list[tuple[Whereabouts, Row]]:
    """Each cartridge of a recall by number, where it is, and its row."""
    statement = (
        select(recalled_serials, serials.c.clinic_id, serials.c.place, serials.c.used_in, serials.c.discarded_in)
        .select_from(_named.outerjoin(serials, _is_same))
        .where(_of.recall_id == recall_id)
        .order_by(_of.serial)
    )
    return [(_whereabouts(row), row) for row in await work.execute(statement)]


def _whereabouts(row: Row) -> Whereabouts:
    if row.clinic_id is None and row.used_in is None and row.discarded_in is None:
        return Whereabouts(row.serial, None, None)
    return Whereabouts(row.serial, row.clinic_id, place_of(row))


def place_of(row: Row) -> Place:
    """Where a row of ``serials`` is, or that a session used or discarded it: its column keeps the place of before."""
    if row.used_in is not None:
        return Place.USED
    return Place.DISCARDED if row.discarded_in is not None else Place(row.place)


async def on_shelf(work: Work, clinic_id: UUID, lots: Collection[tuple[str, str]]) -> Sequence[Row]:
    """The recalled cartridges of lots, each (GTIN, lot), that the books have on a clinic's shelf, locked; by recall."""
    if not lots:
        return []
    statement = (
        select(recalled_serials, serials.c.gtin, serials.c.lot)
        .select_from(_named.join(serials, _is_same))
        .where(
            among(serials.c.gtin, serials.c.lot, lots),
            recalls.c.withdrawn_at.is_(None),
            serials.c.clinic_id == clinic_id,
            serials.c.place == Place.ON_HAND.value,
            _unopened,
        )
        .order_by(_of.recall_id, _of.serial)
    )
    return (await work.execute(statement.with_for_update(of=serials))).all()


async def put_aside_by(work: Work, recall_id: UUID) -> Sequence[Row]:
    """The cartridges that a recall put into quarantine and that are there still, with their clinic; locked."""
    statement = (
        select(_of.serial, serials.c.clinic_id, serials.c.lot)
        .select_from(_named.join(serials, _is_same))
        .where(
            _of.recall_id == recall_id,
            _of.put_aside_in == serials.c.clinic_id,
            serials.c.place == Place.QUARANTINE.value,
            _unopened,
        )
        .order_by(serials.c.clinic_id, _of.serial)
    )
    return (await work.execute(statement.with_for_update(of=serials))).all()


async def is_put_aside(work: Work, clinic_id: UUID, gtin: str, serial: str) -> UUID | None:
    """The recall that put this cartridge into a clinic's quarantine, where it still is in the books."""
    statement = (
        select(_of.recall_id)
        .select_from(_named.join(serials, _is_same))
        .where(recalls.c.gtin == gtin, _of.serial == serial, _of.put_aside_in == clinic_id)
        .where(serials.c.clinic_id == clinic_id, serials.c.place == Place.QUARANTINE.value)
    )
    recall_id: UUID | None = (await work.execute(statement)).scalar()
    return recall_id


def names(gtin: str | Column[str], lot: str | Column[str], serial: str | Column[str]) -> ColumnElement[bool]:
    """The condition that a recall, standing or withdrawn, is of a lot's cartridge: by its number, or with its lot.

    One by number is of the number, whatever lot the recall names with it.
    """
    number = select(_of.serial).where(_of.recall_id == recalls.c.id, _of.serial == serial).exists()
    whole = and_(recalls.c.lot == lot, recalls.c.in_part.is_(False))
    return and_(recalls.c.gtin == gtin, or_(whole, and_(recalls.c.in_part, number)))


def standing_recall_of(
    gtin: Column[str], lot: Column[str], serial: Column[str], *others: Column[str]
) -> ColumnElement[UUID]:
    """The recall that stands of a lot's cartridge, as columns of one table: of the whole lot, else of its number.

    ``others``: lots that it may be of instead. PostgreSQL asks only for the numbers and lots that a row has.
    """
    stands = and_(recalls.c.gtin == gtin, recalls.c.withdrawn_at.is_(None))

    def whole(named: Column[str]) -> ScalarSelect[UUID]:
        of_it = and_(stands, recalls.c.lot == named, recalls.c.in_part.is_(False))
        return select(recalls.c.id).where(of_it).correlate(gtin.table).limit(1).scalar_subquery()

    number = (
        select(recalls.c.id)
        .select_from(_named)
        .where(stands, recalls.c.in_part, _of.serial == serial)
        .correlate(gtin.table)
        .order_by(recalls.c.id)
        .limit(1)
        .scalar_subquery()
    )
    instead = (case((each.is_not(None), whole(each))) for each in others)
    return func.coalesce(whole(lot), *instead, case((serial.is_not(None), number)))


def quarantined_at(recall_id: UUID, clinic_id: UUID) -> ScalarSelect[int]:
    """How many cartridges of a recall by number are in quarantine at a clinic."""
    return (
        select(func.count())
        .select_from(_named.join(serials, _is_same))
        .where(_of.recall_id == recall_id, serials.c.clinic_id == clinic_id, serials.c.place == Place.QUARANTINE.value)
        .where(_unopened)
        .scalar_subquery()
    )


async def note_put_aside(work: Work, recall_id: UUID, numbers: Collection[str], clinic_id: UUID | None) -> None:
    """The recall put these aside at a clinic; None: they are on the shelf again."""
    at = work.now if clinic_id else None
    these = and_(_of.recall_id == recall_id, _of.serial.in_(numbers))
    await work.execute(update(recalled_serials).where(these).values(put_aside_in=clinic_id, put_aside_at=at))


async def parts_of(work: Work, gtin: str, lot: str) -> list[UUID]:
    """The standing recalls of some cartridges of a lot, whether closed or not."""
    these = some_of(recalls, gtin, lot)
    return list((await work.execute(select(recalls.c.id).where(these).order_by(recalls.c.id))).scalars())


async def lots_of_numbers(work: Work, recall: UUID) -> set[tuple[str, str]]:
    """The lots, each (GTIN, lot), as which the cartridges of a recall by number were received."""
    statement = select(serials.c.gtin, serials.c.lot).select_from(_named.join(serials, _is_same))
    return {(row.gtin, row.lot) for row in await work.execute(statement.where(_of.recall_id == recall))}


async def empty_quarantine(work: Work, clinic_id: UUID, gtin: str, lot: str, place: Place) -> None:
    """Nothing of a lot is in quarantine at a clinic any longer: its numbered cartridges are where the last went."""
    there = and_(serials.c.gtin == gtin, serials.c.lot == lot, serials.c.clinic_id == clinic_id)
    aside = and_(there, serials.c.place == Place.QUARANTINE.value)
    await work.execute(update(serials).where(aside).values(place=place.value))


async def numbered_cartridges(work: Work, numbers: Collection[tuple[str, str]]) -> Sequence[Row]:
    """These cartridges, each (GTIN, serial number), with their clinic's name and the recall that stands."""
    if not numbers:
        return []
    standing = standing_recall_of(serials.c.gtin, serials.c.lot, serials.c.serial)
    statement = (
        select(serials, clinics.c.name.label("clinic"), standing.label("recall_id"))
        .outerjoin(clinics, clinics.c.id == serials.c.clinic_id)
        .where(among(serials.c.gtin, serials.c.serial, numbers))
    )
    return (await work.execute(statement)).all()
