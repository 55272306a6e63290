"""Cartridges with a serial number: where each was received, and the session that opened it. One serves once."""

from collections.abc import Collection, Iterable
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    ScalarSelect,
    Select,
    Table,
    and_,
    case,
    delete,
    func,
    literal,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.places import Place
from services.inventory.store.pairs import among
from services.inventory.tables import balances, chair_discards, serials, uses

Opening = Literal["used_in", "discarded_in"]
"""The column that names the session: it used the cartridge, or threw it away."""


async def lock_serial(work: Work, gtin: str, serial: str, lot: str, opening: Opening, session_id: UUID) -> Row | None:
    """The locked row of a number; None when it was never seen before: then it is now, as opened in this session."""
    new = {"gtin": gtin, "serial": serial, "lot": lot, "clinic_id": None, opening: session_id}
    fresh = insert(serials).values(new).on_conflict_do_nothing().returning(serials.c.serial)
    if (await work.execute(fresh)).first():
        return None
    return (await work.execute(select(serials).where(_of(gtin, serial)).with_for_update())).one()


async def find_serial(work: Work, gtin: str, serial: str, *, lock: bool = False) -> Row | None:
    """The row of a number, as far as it was seen."""
    statement = select(serials).where(_of(gtin, serial))
    return (await work.execute(statement.with_for_update() if lock else statement)).first()


async def open_serial(work: Work, gtin: str, serial: str, opening: Opening, session_id: UUID) -> None:
    """A session opened a cartridge whose number was seen before."""
    await work.execute(update(serials).where(_of(gtin, serial)).values({opening: session_id}))


async def free_serial(work: Work, opened: Row, opening: Opening) -> None:
    """The session did not open the cartridge: another session that named it too did, or nobody.

    A number that nobody opened and that was never received is as if it had not been seen.
    """
    this = _of(opened.gtin, opened.serial)
    mine = serials.c[opening] == opened.session_id
    await work.execute(update(serials).where(this, mine).values({opening: None}))
    free = serials.c.used_in.is_(None) & serials.c.discarded_in.is_(None)
    other = await _first_that_named(work, opened)
    if other is None:
        await work.execute(delete(serials).where(this, free, serials.c.clinic_id.is_(None)))
        return
    only_opened = case((serials.c.clinic_id.is_(None), other.lot), else_=serials.c.lot)
    named = {other.opening: other.session_id, "lot": only_opened}
    await work.execute(update(serials).where(this, free).values(named))


async def _first_that_named(work: Work, opened: Row) -> Row | None:
    """What was said first of a number and still stands: that it was used, or thrown away at the chair."""
    said = union_all(
        *(
            select(literal(opening).label("opening"), of.c.session_id, of.c.lot, at.label("at"), of.c.id).where(
                of.c.gtin == opened.gtin, of.c.serial == opened.serial, of.c.withdrawn_at.is_(None)
            )
            for opening, of, at in (
                ("used_in", uses, uses.c.used_at),
                ("discarded_in", chair_discards, chair_discards.c.discarded_at),
            )
        )
    ).subquery()
    return (await work.execute(select(said).order_by(said.c.at, said.c.id).limit(1))).first()


async def is_its_cartridge(work: Work, use: Row, opening: Opening) -> bool:
    """Whether what was opened can be the cartridge that its serial number names."""
    if use.serial is None:
        return True
    seen = await find_serial(work, use.gtin, use.serial)
    if seen is None or (seen[opening], seen.lot) != (use.session_id, use.received_lot or use.lot):
        return False
    if seen.clinic_id == use.clinic_id:
        return Place(seen.place) is Place.ON_HAND
    return seen.clinic_id is None and not await is_numbered_only(work, use.gtin, use.lot, use.clinic_id)


async def is_numbered_only(work: Work, gtin: str, lot: str, clinic_id: UUID) -> bool:
    """Whether every cartridge of the lot that this clinic received was scanned with a serial number."""
    this = (balances.c.gtin == gtin) & (balances.c.lot == lot)
    return (await work.execute(_numbered_only(clinic_id).where(this))).first() is not None


async def numbered_only(work: Work, keys: Collection[tuple[str, str]], clinic_id: UUID) -> set[tuple[str, str]]:
    """Those of the lots, by (gtin, lot), for which `is_numbered_only` is true."""
    these = among(balances.c.gtin, balances.c.lot, keys)
    return {(row.gtin, row.lot) for row in await work.execute(_numbered_only(clinic_id).where(these))}


async def count_received(work: Work, gtin: str, lot: str, clinic_id: UUID) -> int:
    """How many cartridges of a lot a clinic received by serial number."""
    of = serials.c
    numbered = select(func.count()).where(of.gtin == gtin, of.lot == lot, of.clinic_id == clinic_id)
    return int((await work.execute(numbered)).scalar_one())


async def serials_named(work: Work, numbers: Collection[tuple[str, str]]) -> dict[tuple[str, str], Row]:
    """The locked rows of those numbers that were seen before, by (gtin, serial)."""
    if not numbers:
        return {}
    statement = select(serials).where(tuple_(serials.c.gtin, serials.c.serial).in_(sorted(numbers)))
    rows = await work.execute(statement.order_by(serials.c.gtin, serials.c.serial).with_for_update())
    return {(row.gtin, row.serial): row for row in rows}


async def place_serials(work: Work, numbers: Iterable[tuple[str, str, str]], clinic_id: UUID, place: Place) -> None:
    """These cartridges, by (gtin, lot, serial), are in a place of a clinic's books now, also when seen first."""
    rows = [
        {"gtin": gtin, "serial": serial, "lot": lot, "clinic_id": clinic_id, "place": place.value}
        for gtin, lot, serial in sorted(numbers)
    ]
    if rows:
        fresh = insert(serials)
        where = {"clinic_id": fresh.excluded.clinic_id, "place": fresh.excluded.place}
        key = [serials.c.gtin, serials.c.serial]
        await work.execute(fresh.on_conflict_do_update(index_elements=key, set_=where), rows)


def lot_opened_as() -> ColumnElement[Any]:
    """The other lot as one of which a session opened a number, where the books have no entry for that; or null.

    Then its receipt names the wrong lot, or the session does: in the books it lies where it was received.
    """
    return func.coalesce(_lot_in(uses, serials.c.used_in), _lot_in(chair_discards, serials.c.discarded_in))


def _lot_in(opened: Table, opener: Column[Any]) -> ScalarSelect[Any]:
    of = opened.c
    same = (of.gtin == serials.c.gtin) & (of.serial == serials.c.serial) & (of.lot != serials.c.lot)
    same &= of.session_id == opener
    this = same & of.entry_id.is_(None) & of.withdrawn_at.is_(None)
    return select(of.lot).where(this).order_by(of.id).limit(1).correlate(serials).scalar_subquery()


async def unreceive(work: Work, gtin: str, numbers: Collection[str]) -> None:
    """These were never received. One that a session opened as of another lot is known as that, and can be received."""
    these = (serials.c.gtin == gtin) & serials.c.serial.in_(numbers)
    never = dict.fromkeys(("clinic_id", "receipt_id", "received_in", "received_at", "received_by"))
    opened = serials.c.used_in.is_not(None) | serials.c.discarded_in.is_not(None)
    await work.execute(update(serials).where(these, opened).values(lot=lot_opened_as(), **never))
    await work.execute(delete(serials).where(these, ~opened))


def _numbered_only(clinic_id: UUID) -> Select[Any]:
    """Lots that came to a clinic, as many as it has numbers of them."""
    of = balances.c
    came = of.received + of.found + of.transferred_in - of.transferred_out
    same = (serials.c.gtin == of.gtin) & (serials.c.lot == of.lot) & (serials.c.clinic_id == of.clinic_id)
    numbered = select(func.count()).where(same).scalar_subquery()
    return select(of.gtin, of.lot).where(of.clinic_id == clinic_id, numbered == came)


def _of(gtin: str, serial: str) -> ColumnElement[bool]:
    return and_(serials.c.gtin == gtin, serials.c.serial == serial)
