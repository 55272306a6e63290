"""The statements that put rows back as a merge found them. Names in them are those of our own tables and columns."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Table, Text, Uuid, bindparam, or_, text, update
from sqlalchemy.dialects.postgresql import JSONB

from chassis.data.rows import Row
from chassis.merging.recording import Origins
from chassis.merging.subjects import NAMES
from chassis.work import Work

_OF_MERGE = "SELECT table_name, row_key, before, after FROM merged_rows WHERE merge_id = :of"
_COLUMNS: dict[str, Any] = {"table_name": Text, "row_key": JSONB, "before": JSONB, "after": JSONB}
_IDS = bindparam("of", type_=Uuid)
_CHANGED = text(f"{_OF_MERGE} AND before IS NOT NULL AND after IS NOT NULL").bindparams(_IDS).columns(**_COLUMNS)
_DELETED = text(f"{_OF_MERGE} AND after IS NULL").bindparams(_IDS).columns(**_COLUMNS)
_MADE = text(f"{_OF_MERGE} AND before IS NULL").bindparams(_IDS).columns(**_COLUMNS)
_REFERRING = (*NAMES, "subject_id")


async def changed_rows(work: Work, merge_id: UUID) -> Sequence[Row]:
    """What a merge changed, by table and key."""
    return (await work.execute(_CHANGED, {"of": merge_id})).all()


async def made_rows(work: Work, merge_id: UUID) -> Sequence[Row]:
    """What a merge made."""
    return (await work.execute(_MADE, {"of": merge_id})).all()


async def give_rows(
    work: Work, table: Table, column: str, of: Sequence[UUID], holders: Sequence[UUID], was: UUID, owner: UUID
) -> None:
    """What belonged to one of ``holders`` before the merges ``of``, and is ``was``'s now, is the owner's.

    A row whose key names the patient did not move: it was deleted, and is inserted again.
    """
    if column in table.primary_key.columns:
        return
    same = " AND ".join(f"to_jsonb(t.{each.name}) = r.row_key -> '{each.name}'" for each in table.primary_key.columns)
    statement = text(
        f'UPDATE {table.name} AS t SET "{column}" = :owner FROM merged_rows AS r'  # noqa: S608
        " WHERE r.merge_id = ANY(CAST(:of AS uuid[])) AND r.table_name = :name AND r.after IS NOT NULL"
        f" AND r.before ->> '{column}' = ANY(CAST(:holders AS text[])) AND t.\"{column}\" = :was AND {same}"
    ).bindparams(
        bindparam("owner", owner, type_=Uuid),
        bindparam("was", was, type_=Uuid),
        bindparam("of", list(of), type_=ARRAY(Uuid)),
        bindparam("holders", [str(each) for each in holders], type_=ARRAY(Text)),
        bindparam("name", table.name, type_=Text),
    )
    await work.execute(statement)


async def give_referring(
    work: Work, origins: Origins, was: UUID, owner: UUID, subjects: Collection[UUID], own: Collection[Table]
) -> None:
    """Rows about these subjects that are ``was``'s are the owner's."""
    if not subjects:
        return
    for each in origins.tables:
        names = [name for name in _REFERRING if name in each.table.c]
        about = [each.table.c[name].in_(list(subjects)) for name in names]
        if each.table in own:
            about.append(each.table.c.id.in_(list(subjects)))
        for column in each.patient if about else ():
            if column not in each.table.primary_key.columns and column not in names:
                theirs = or_(*about) & (each.table.c[column] == was)
                await work.execute(update(each.table).where(theirs).values({column: owner}))


async def put_back_otherwise(work: Work, origins: Origins, merge_id: UUID) -> None:
    """Where a merge changed more of a row than whose it is: that is as before, unless it is another by now."""
    moved = {each.table.name: each.patient for each in origins.tables}
    moved[origins.pointer_table.name] = (*moved.get(origins.pointer_table.name, ()), origins.pointer.name)
    for row in await changed_rows(work, merge_id):
        names = [name for name in row.before if name not in moved.get(row.table_name, ())]
        if not names or row.table_name in origins.only_moved:
            continue
        columns, values = ", ".join(f'"{name}"' for name in names), ", ".join(f'b."{name}"' for name in names)
        unchanged = " AND ".join(f"to_jsonb(t) -> '{name}' = CAST(:after AS jsonb) -> '{name}'" for name in names)
        statement = (
            f"UPDATE {row.table_name} AS t SET ({columns}) = (SELECT {values}"  # noqa: S608
            f" FROM jsonb_populate_record(NULL::{row.table_name}, CAST(:before AS jsonb)) AS b)"
            f" WHERE {_this(row)} AND {unchanged}"
        )
        await _run(work, statement, row_key=row.row_key, before=row.before, after=row.after)


async def insert_deleted(work: Work, origins: Origins, merge_id: UUID) -> None:
    """Rows that a merge deleted, unless what they refer to is gone, or others have taken their place."""
    tables = {each.table.name: each.table for each in origins.found_in}
    for row in (await work.execute(_DELETED, {"of": merge_id})).all():
        there = "".join(
            f" AND (b.{each.parent.name} IS NULL OR EXISTS"  # noqa: S608
            f" (SELECT 1 FROM {each.column.table.name} AS o WHERE o.{each.column.name} = b.{each.parent.name}))"
            for each in tables[row.table_name].foreign_keys
        )
        statement = (
            f"INSERT INTO {row.table_name} SELECT b.* FROM"  # noqa: S608
            f" jsonb_populate_record(NULL::{row.table_name}, CAST(:before AS jsonb)) AS b WHERE true{there}"
            " ON CONFLICT DO NOTHING"
        )
        await _run(work, statement, before=row.before)


async def remove_made(work: Work, origins: Origins, merge_id: UUID) -> None:
    """Rows that a merge made, in the tables of which the service says so, while nobody has changed them."""
    for row in await made_rows(work, merge_id):
        if row.table_name in origins.made:
            statement = f"DELETE FROM {row.table_name} AS t WHERE {_this(row)} AND to_jsonb(t) = :after"  # noqa: S608
            await _run(work, statement, row_key=row.row_key, after=row.after)


def _this(row: Row) -> str:
    record = f"jsonb_populate_record(NULL::{row.table_name}, CAST(:row_key AS jsonb))"
    return " AND ".join(f"t.{name} = ({record}).{name}" for name in row.row_key)


async def _run(work: Work, statement: str, **said: Mapping[str, Any]) -> None:
    await work.execute(text(statement).bindparams(*(bindparam(name, one, type_=JSONB) for name, one in said.items())))
