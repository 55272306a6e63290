"""Uses of cartridges, the serial numbers among them, and the incidents that they are."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.domain.uses import Use
from services.inventory.store.merged_patients import person
from services.inventory.tables import balances, incidents, serials, uses

_of = uses.c
_LIVE = _of.withdrawn_at.is_(None)


async def keep_use(work: Work, use: Use, patient_id: UUID, **more: Any) -> None:
    """Store who was treated with a cartridge; or that nobody was, when that arrives before the use."""
    await work.execute(insert(uses).values(id=new_id(), patient_id=person(patient_id), **asdict(use), **more))


async def live_use(work: Work, said: Use) -> Row | None:
    """The use that is withdrawn; of several that are the same, first one that the ledger cannot account for."""
    statement = select(uses).where(_this(said), _LIVE).order_by(_of.entry_id.nulls_first(), _of.id).limit(1)
    return (await work.execute(statement)).first()


async def take_awaited(work: Work, said: Use) -> bool:
    """True when this use was withdrawn before it arrived: then it is known now, and nothing else is to be done."""
    awaited = select(_of.id).where(_this(said), _of.awaited).limit(1).scalar_subquery()
    return (await work.execute(update(uses).where(_of.id == awaited).values(awaited=False))).rowcount == 1


async def change_use(work: Work, use_id: UUID, **values: Any) -> None:
    """Change columns of a use."""
    await work.execute(update(uses).where(_of.id == use_id).values(**values))


async def count_live(work: Work, appointment_id: UUID) -> int:
    """How many cartridges the session at an appointment has used."""
    return int(await work.scalar(select(func.count()).where(_of.appointment_id == appointment_id, _LIVE)))


async def unaccounted_like(work: Work, use: Row) -> Sequence[Row]:
    """Uses at the same clinic, of the same lot or serial, that the ledger could not account for; the oldest first."""
    alike: ColumnElement[bool] = _of.lot == use.lot
    if use.serial is not None:
        alike = or_(alike, _of.serial == use.serial)
    here = (_of.clinic_id == use.clinic_id) & (_of.gtin == use.gtin)
    statement = select(uses).where(here, alike, _LIVE, _of.entry_id.is_(None)).order_by(_of.used_at, _of.id)
    return (await work.execute(statement)).all()


async def free_serial(work: Work, use: Row) -> None:
    """The session did not use the cartridge: another session did that named it too, or nobody."""
    mine = _serial(use) & (serials.c.used_in == use.session_id)
    await work.execute(update(serials).where(mine).values(used_in=None))
    await _point_to_next(work, use)


async def free_discarded_serial(work: Work, discard: Row) -> None:
    """The cartridge was not thrown away at that session: it was used in another that named it, or nowhere."""
    mine = _serial(discard) & (serials.c.discarded_in == discard.session_id)
    await work.execute(update(serials).where(mine).values(discarded_in=None))
    await _point_to_next(work, discard)


async def _point_to_next(work: Work, opened: Row) -> None:
    """A number that nobody used and that was never received is as if it had not been seen."""
    free = serials.c.used_in.is_(None) & serials.c.discarded_in.is_(None)
    same = (_of.gtin == opened.gtin) & (_of.serial == opened.serial) & _LIVE
    other = await work.scalar(select(_of.session_id).where(same).order_by(_of.used_at, _of.id).limit(1))
    if other is None:
        await work.execute(delete(serials).where(_serial(opened), free, serials.c.clinic_id.is_(None)))
    else:
        await work.execute(update(serials).where(_serial(opened), free).values(used_in=other))


async def is_its_cartridge(work: Work, use: Row) -> bool:
    """Whether a stored use can be of the cartridge that its serial number names."""
    if use.serial is None:
        return True
    seen = (await work.execute(select(serials).where(_serial(use)))).first()
    if seen is None or (seen.used_in, seen.lot) != (use.session_id, use.lot):
        return False
    return seen.clinic_id == use.clinic_id or (
        seen.clinic_id is None and not await is_numbered_only(work, use.gtin, use.lot, use.clinic_id)
    )


async def is_numbered_only(work: Work, gtin: str, lot: str, clinic_id: UUID) -> bool:
    """Whether every cartridge of the lot that this clinic received was scanned with a serial number."""
    numbered = select(func.count()).where(
        serials.c.gtin == gtin, serials.c.lot == lot, serials.c.clinic_id == clinic_id
    )
    received = select(balances.c.received).where(
        balances.c.clinic_id == clinic_id, balances.c.gtin == gtin, balances.c.lot == lot
    )
    same = select(numbered.scalar_subquery() == received.scalar_subquery())
    return (await work.execute(same)).scalar_one() is True  # null where the lot never came


async def close_incident(work: Work, incident_id: UUID, because: str) -> None:
    """Nobody has to look at it any longer; it stays readable."""
    closed = {"closed_at": work.now, "closed_because": because}
    await work.execute(update(incidents).where(incidents.c.id == incident_id).values(**closed))


def _this(use: Use) -> ColumnElement[bool]:
    same = (_of.session_id == use.session_id) & (_of.clinic_id == use.clinic_id) & (_of.gtin == use.gtin)
    return same & (_of.lot == use.lot) & _of.serial.is_not_distinct_from(use.serial)


def _serial(opened: Row) -> ColumnElement[bool]:
    return and_(serials.c.gtin == opened.gtin, serials.c.serial == opened.serial)
