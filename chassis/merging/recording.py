"""What a merge changes is found by comparing the rows of both records before and after it."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, MetaData, Table, Text, Uuid, bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.merging.tables import TABLES, merged_rows, merges
from chassis.work import Work

OWN = frozenset(table.name for table in TABLES)
VERSION = "version"
"""A column that only grows, whatever is undone."""
Rows = Mapping[tuple[str, tuple[str, ...]], tuple[dict[str, Any], dict[str, Any]]]
"""By table and key: the key by column, and the whole row."""


@dataclass(frozen=True)
class Traced:
    """A table with rows about patients, and the columns that name one."""

    table: Table
    patient: tuple[str, ...] = ("patient_id",)


@dataclass(frozen=True)
class Origins:
    """What one service traces of a merge."""

    pointer: Column[Any]
    """Names the record that goes on, in the row of the one that ended; the other key of its table is that record."""
    tables: tuple[Traced, ...]
    lives_without_pointer: bool = True
    """Whether a record that goes on has a row, without a pointer; else it has no row there."""
    only_moved: frozenset[str] = frozenset()
    """Tables of which an undoing changes only whose the rows are; the service says what else there is to say."""
    made: frozenset[str] = frozenset()
    """Tables whose rows, where the merge made them and nobody changed them since, go when it is undone."""

    @property
    def pointer_table(self) -> Table:
        """The table of the pointers."""
        table: Table = self.pointer.table
        return table

    @property
    def found_in(self) -> tuple[Traced, ...]:
        """Every table that is compared."""
        return (*self.tables, Traced(self.pointer_table, (_key(self.pointer_table)[0], self.pointer.name)))


def traced(metadata: MetaData, **more: Sequence[str]) -> tuple[Traced, ...]:
    """All tables with a ``patient_id``, so that no new one is forgotten; ``more`` names further columns by table."""
    found = []
    for table in metadata.sorted_tables:
        columns = (("patient_id",) if "patient_id" in table.c else ()) + tuple(more.get(table.name, ()))
        if columns and table.name not in OWN:
            found.append(Traced(table, columns))
    return tuple(found)


@asynccontextmanager
async def recorded(
    work: Work, origins: Origins, merge_id: UUID | None, ends: UUID, into: UUID, stays: UUID, at: datetime
) -> AsyncIterator[None]:
    """Keep what the block changes of both records' rows, under the locks under which it changes them.

    ``stays`` has everything afterwards: ``into``, or one into which that was merged before this merge came.
    ``merge_id`` None: it was published before merges had ids, and cannot be undone.
    """
    if merge_id is None:
        yield
        return
    before = await rows_about(work, origins.found_in, (ends, stays))
    yield
    after = await rows_about(work, origins.found_in, (ends, stays))
    known = {"merged_at": at}
    new = upsert(merges).values(id=merge_id, ended_id=ends, into_id=into, **known)
    await work.execute(new.on_conflict_do_update(index_elements=["id"], set_=known))
    if changes := list(_changes(merge_id, before, after)):
        await work.execute(upsert(merged_rows).on_conflict_do_nothing(), changes)


async def is_undone(work: Work, merge_id: UUID | None) -> bool:
    """Whether it was undone before it arrived: then nothing is to be merged."""
    if merge_id is None:
        return False
    return await work.scalar(select(merges.c.undone_at).where(merges.c.id == merge_id)) is not None


async def forget_origins(work: Work, patient_id: UUID) -> None:
    """A patient of whom only the id is left: no merge of their records can be undone."""
    theirs = select(merges.c.id).where((merges.c.ended_id == patient_id) | (merges.c.into_id == patient_id))
    await work.execute(delete(merged_rows).where(merged_rows.c.merge_id.in_(theirs)))


def _key(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key.columns)


async def rows_about(work: Work, tables: Iterable[Traced], ids: tuple[UUID, UUID]) -> Rows:
    """The rows of these tables that name one of two patients, by table and key."""
    statement = text(" UNION ALL ".join(_select(each) for each in tables)).bindparams(
        bindparam("ids", list(ids), type_=ARRAY(Uuid))
    )
    found = await work.execute(statement.columns(table_name=Text, row_key=JSONB, content=JSONB))
    return {
        (row.table_name, tuple(f"{name}={row.row_key[name]}" for name in sorted(row.row_key))): (
            row.row_key,
            row.content,
        )
        for row in found
    }


def _select(traced: Traced) -> str:
    name = traced.table.name
    key = ", ".join(f"'{column}', t.{column}" for column in _key(traced.table))
    theirs = " OR ".join(f't."{column}" = ANY(CAST(:ids AS uuid[]))' for column in traced.patient)
    columns = f"'{name}' AS table_name, jsonb_build_object({key}) AS row_key, to_jsonb(t) AS content"
    return f"SELECT {columns} FROM {name} AS t WHERE {theirs}"  # noqa: S608  # names of our own tables


def _changes(merge_id: UUID, before: Rows, after: Rows) -> Iterable[dict[str, Any]]:
    """One row for each that is another now: the columns that differ, or the whole of one that is new or gone."""
    for place in before.keys() | after.keys():
        (key, was), (_, now) = before.get(place, (None, None)), after.get(place, (None, None))
        if was is not None and now is not None:
            differ = [name for name in was if was[name] != now[name] and name != VERSION]
            if not differ:
                continue
            was, now = {name: was[name] for name in differ}, {name: now[name] for name in differ}
        row_key = key if key is not None else after[place][0]
        yield {"merge_id": merge_id, "table_name": place[0], "row_key": row_key, "before": was, "after": now}
