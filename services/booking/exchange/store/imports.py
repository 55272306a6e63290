"""Imports, the parts of their files, and their lines. An import is changed under the lock of its row."""

import json
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.exchange.domain.cells import DayOrder
from services.booking.exchange.domain.csv_files import FileLine
from services.booking.exchange.domain.importing import Importing
from services.booking.exchange.domain.kinds import WRONG, ImportKind, ImportState
from services.booking.people.import_tables import import_lines, import_parts, imports
from services.booking.people.tables import clinics

_WRONG = [outcome.value for outcome in WRONG]
IS_UNSETTLED = import_lines.c.outcome.in_(_WRONG) & import_lines.c.settled_at.is_(None)
"""The condition for a line of an applied import to be one about which somebody has to do something."""
_KEEP_LINES = text(
    "INSERT INTO import_lines (import_id, line, external_id, cells, problems)"
    " SELECT :of, * FROM unnest(CAST(:lines AS integer[]), CAST(:ids AS text[]), CAST(:cells AS jsonb[]),"
    " CAST(:problems AS jsonb[]))"
)


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
    await work.execute(update(import_lines).where(held).values(cells=None))


async def drop_parts(work: Work, import_id: UUID) -> None:
    """Delete the parts of a file that was read."""
    await work.execute(delete(import_parts).where(import_parts.c.import_id == import_id))


async def keep_lines(work: Work, import_id: UUID, lines: Sequence[FileLine]) -> None:
    """Store what was read, in one statement."""
    problems = [[{"column": column, "sentence": sentence} for column, sentence in line.problems] for line in lines]
    await work.execute(
        _KEEP_LINES,
        {
            "of": import_id,
            "lines": [line.number for line in lines],
            "ids": [line.external_id for line in lines],
            "cells": [None if line.problems else json.dumps(line.cells, ensure_ascii=False) for line in lines],
            "problems": [json.dumps(each, ensure_ascii=False) for each in problems],
        },
    )


async def next_lines(work: Work, import_id: UUID, phase: str, most: int) -> Sequence[Row]:
    """Lines that were not handled in this phase, in the order of the file."""
    of = import_lines.c
    statement = (
        select(import_lines)
        .where(of.import_id == import_id, of.phase.is_distinct_from(phase))
        .order_by(of.line)
        .limit(most)
    )
    return (await work.execute(statement)).all()


async def change_line(work: Work, import_id: UUID, line: int, **columns: Any) -> None:
    """Change columns of a line of a locked import."""
    which = (import_lines.c.import_id == import_id) & (import_lines.c.line == line)
    await work.execute(update(import_lines).where(which).values(**columns))


async def find_line(work: Work, import_id: UUID, line: int) -> Row:
    """A line. Raises NotFound."""
    which = (import_lines.c.import_id == import_id) & (import_lines.c.line == line)
    row = (await work.execute(select(import_lines).where(which))).one_or_none()
    if row is None:
        raise NotFound("There is no such line.")
    return row


async def count_outcomes(work: Work, import_id: UUID) -> dict[str, int]:
    """How many lines have which outcome."""
    of = import_lines.c
    statement = (
        select(of.outcome, func.count().label("lines"))
        .where(of.import_id == import_id, of.outcome.is_not(None))
        .group_by(of.outcome)
    )
    return {row.outcome: row.lines for row in await work.execute(statement)}


async def count_lines(work: Work, import_ids: Collection[UUID]) -> dict[UUID, list[Row]]:
    """How many lines of each import were handled last in which phase with which outcome, and wait for somebody."""
    of = import_lines.c
    statement = (
        select(
            of.import_id,
            of.phase,
            of.outcome,
            func.count().label("lines"),
            func.count().filter(IS_UNSETTLED).label("unsettled"),
        )
        .where(of.import_id.in_(import_ids))
        .group_by(of.import_id, of.phase, of.outcome)
    )
    found: dict[UUID, list[Row]] = {import_id: [] for import_id in import_ids}
    for row in await work.execute(statement):
        found[row.import_id].append(row)
    return found


async def count_unsettled(work: Work, import_id: UUID) -> int:
    """How many lines wait for somebody."""
    count: int = await work.scalar(
        select(func.count()).select_from(import_lines).where(import_lines.c.import_id == import_id, IS_UNSETTLED)
    )
    return count


async def settle_lines_fixed_by(work: Work, row: Row) -> set[UUID]:
    """Lines of earlier imports that this one has taken need nobody any more. Answers the imports that they are of."""
    earlier, now = import_lines.alias(), import_lines
    taken = (
        select(earlier.c.external_id)
        .where(earlier.c.import_id == row.id, earlier.c.outcome.not_in(_WRONG), earlier.c.external_id.is_not(None))
        .scalar_subquery()
    )
    same_files = select(imports.c.id).where(
        imports.c.clinic_id == row.clinic_id,
        imports.c.source == row.source,
        imports.c.kind == row.kind,
        imports.c.state == ImportState.APPLIED.value,
        imports.c.id != row.id,
    )
    statement = (
        update(now)
        .where(now.c.import_id.in_(same_files), IS_UNSETTLED, now.c.external_id.in_(taken))
        .values(settled_at=work.now, settled_by=row.applied_by, settled_because=f"taken by import {row.id}")
        .returning(now.c.import_id)
    )
    return set((await work.execute(statement)).scalars())


def importing_of(row: Row) -> Importing:
    """An import with the zone of its clinic, as its lines see it."""
    applying = row.state == ImportState.APPLYING.value
    return Importing(
        id=row.id,
        clinic_id=row.clinic_id,
        zone=ZoneInfo(row.time_zone),
        kind=ImportKind(row.kind),
        source=row.source,
        dates=DayOrder(row.dates),
        confirm=row.confirm,
        applied_by=row.applied_by if applying else None,
    )
