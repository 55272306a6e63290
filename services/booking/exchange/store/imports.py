"""Imports and the parts of their files. An import is changed under the lock of its row."""

from collections.abc import Collection
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.exchange.domain.cells import DayOrder
from services.booking.exchange.domain.importing import Importing
from services.booking.exchange.domain.kinds import ImportKind, ImportState
from services.booking.people.tables import clinics, import_lines, import_parts, imports


async def find_import(work: Work, import_id: UUID) -> Row:
    """An import, not locked. Raises NotFound."""
    return _found((await work.execute(select(imports).where(imports.c.id == import_id))).one_or_none())


async def lock_import(work: Work, import_id: UUID) -> Row:
    """An import with the zone of its clinic, held until the commit. Raises NotFound."""
    statement = (
        select(imports, clinics.c.time_zone)
        .join(clinics, clinics.c.id == imports.c.clinic_id)
        .where(imports.c.id == import_id)
        .with_for_update(of=imports)
    )
    return _found((await work.execute(statement)).one_or_none())


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound("There is no such import.")
    return row


async def keep_import(work: Work, columns: dict[str, Any]) -> None:
    """Store a new import."""
    await work.execute(insert(imports).values(columns))


async def change_import(work: Work, import_id: UUID, **columns: Any) -> None:
    """Change columns of a locked import."""
    await work.execute(update(imports).where(imports.c.id == import_id).values(**columns))


async def keep_part(work: Work, import_id: UUID, number: int, content: bytes) -> None:
    """Store a part of the file; sent again, it takes the place of the one before."""
    statement = upsert(import_parts).values(import_id=import_id, number=number, content=content)
    content_too = {"content": statement.excluded.content}
    await work.execute(statement.on_conflict_do_update(index_elements=["import_id", "number"], set_=content_too))


async def part_sizes(work: Work, import_id: UUID) -> dict[int, int]:
    """Bytes by number of part."""
    of = import_parts.c
    statement = select(of.number, func.octet_length(of.content).label("bytes")).where(of.import_id == import_id)
    return {row.number: row.bytes for row in await work.execute(statement)}


async def count_parts(work: Work, import_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many parts are stored, by import; imports without any are left out."""
    of = import_parts.c
    statement = (
        select(of.import_id, func.count().label("parts")).where(of.import_id.in_(import_ids)).group_by(of.import_id)
    )
    return {row.import_id: row.parts for row in await work.execute(statement)}


async def whole_file(work: Work, import_id: UUID) -> bytes:
    """All parts, one after the other."""
    of = import_parts.c
    rows = await work.execute(select(of.content).where(of.import_id == import_id).order_by(of.number))
    return b"".join(rows.scalars())


async def drop_file(work: Work, import_id: UUID) -> None:
    """Delete the file: its parts, and what the lines still hold of it."""
    await drop_parts(work, import_id)
    held = (import_lines.c.import_id == import_id) & import_lines.c.cells.is_not(None)
    await work.execute(update(import_lines).where(held).values(cells=None, found_by=None, foreseen=None))


async def drop_parts(work: Work, import_id: UUID) -> None:
    """Delete the parts of a file that was read."""
    await work.execute(delete(import_parts).where(import_parts.c.import_id == import_id))


def importing_of(row: Row) -> Importing:
    """An import with the zone of its clinic, as its lines see it."""
    applying, checking = row.state == ImportState.APPLYING.value, row.state == ImportState.CHECKING.value
    return Importing(
        id=row.id,
        clinic_id=row.clinic_id,
        zone=ZoneInfo(row.time_zone),
        kind=ImportKind(row.kind),
        source=row.source,
        dates=DayOrder(row.dates),
        confirm=row.confirm,
        applied_by=row.applied_by if applying else None,
        beside_others=checking,
    )
