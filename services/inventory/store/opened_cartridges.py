"""Cartridges that sessions opened: used on a patient (`uses`) or thrown away at the chair (`chair_discards`).

Both are stored alike. A session's record may be corrected, so what it said may be withdrawn, and that may arrive first:
then the row is ``awaited`` until what it withdraws arrives.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, insert, or_, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.tables import incidents, uses

Facts = Mapping[str, Any]
"""What a session says of a cartridge, by column."""
_SAME = ("appointment_id", "session_id", "clinic_id", "gtin", "lot", "serial", "cause")
"""What two facts about one cartridge have in common: two of a lot without serials are the same. Found by its
appointment where there is an index: a lot may have thousands. What their labels say differs only where both say it."""


async def keep_opened(work: Work, table: Table, facts: Facts, **more: Any) -> None:
    """Store what a session opened; or that it did not, when that arrives first."""
    await work.execute(insert(table).values(id=new_id(), **facts, **more))


async def live_opened(work: Work, table: Table, facts: Facts) -> Row | None:
    """What is withdrawn; of several that are the same, first one that the ledger cannot account for."""
    statement = select(table).where(_this(table, facts), table.c.withdrawn_at.is_(None))
    return (await work.execute(statement.order_by(table.c.entry_id.nulls_first(), table.c.id).limit(1))).first()


async def take_awaited(work: Work, table: Table, facts: Facts) -> bool:
    """True when this was withdrawn before it arrived: then it is known now, and nothing else is to be done."""
    awaited = select(table.c.id).where(_this(table, facts), table.c.awaited).limit(1).scalar_subquery()
    return (await work.execute(update(table).where(table.c.id == awaited).values(awaited=False))).rowcount == 1


async def change_opened(work: Work, table: Table, opened_id: UUID, **values: Any) -> None:
    """Change columns of one of them."""
    await work.execute(update(table).where(table.c.id == opened_id).values(**values))


async def unaccounted(
    work: Work, table: Table, clinic_id: UUID, gtin: str, lot: str, serial: str | None = None
) -> Sequence[Row]:
    """What was opened at a clinic, of a lot or serial, and has no entry in the ledger; the oldest first."""
    of = table.c
    alike: ColumnElement[bool] = of.lot == lot
    if serial is not None:
        alike = or_(alike, of.serial == serial)
    here = (of.clinic_id == clinic_id) & (of.gtin == gtin) & of.withdrawn_at.is_(None) & of.entry_id.is_(None)
    at = of.used_at if "used_at" in of else of.discarded_at
    return (await work.execute(select(table).where(here, alike).order_by(at, of.id))).all()


async def uses_with_incident(work: Work, clinic_id: UUID, gtin: str, lot: str) -> Sequence[Row]:
    """Uses of a lot at a clinic whose incident is open, with its ``reason``; the oldest first."""
    of = uses.c
    statement = (
        select(uses, incidents.c.reason)
        .join(incidents, incidents.c.id == of.incident_id)
        .where(of.clinic_id == clinic_id, of.gtin == gtin, of.lot == lot)
        .where(of.withdrawn_at.is_(None), incidents.c.closed_at.is_(None))
    )
    return (await work.execute(statement.order_by(of.used_at, of.id))).all()


def _this(table: Table, facts: Facts) -> ColumnElement[bool]:
    same = and_(*(table.c[name] == facts[name] for name in _SAME if name in facts))
    label = facts.get("label_expires_on")
    if label is None:
        return same
    said = table.c.label_expires_on
    return and_(same, or_(said == label, said.is_(None)))
