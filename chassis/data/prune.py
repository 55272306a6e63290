"""Deletes rows past their retention period without disturbing traffic: whole months, or rows in small batches.

The caller decides, inside the transaction that deletes, what must stay: docs/hazards/retention.md.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asyncpg import PostgresError
from sqlalchemy import ColumnElement, Delete, TableClause, TextClause, any_, delete, func, literal_column, select, text

from chassis.data.database import Connection, Database
from chassis.data.errors import is_conflict, sqlstate_of
from chassis.data.horizons import move_horizon
from chassis.data.partitions import Month
from chassis.data.rights import TOO_YOUNG

LOCK_WAIT = "200ms"
"""The longest that a drop waits for its lock, with all others queued behind it; then it is retried later."""
LONGEST = "5s"
"""The longest that one statement may take while it holds the lock."""
BATCH = 1000
"""Rows deleted in one transaction."""

_GAVE_WAY = ("55P03", "57014")
"""SQLSTATEs: lock not available in time, statement timeout."""
_HOLD = text("SELECT hold(:parent, 'ACCESS EXCLUSIVE')")
_DROP = text("SELECT drop_month(:parent, :first)")
_DELETE_REST = text("SELECT delete_rest(:parent, :before, :most)")
_OWNER_KEEPS_IT = "the last migration set a longer retention: run `needlepoint migrate` with the new one"
_ONE_AT_A_TIME = text("SELECT pg_try_advisory_xact_lock(hashtext('needlepoint.retention'))")

StillNeeded = Callable[[Connection], Awaitable[str | None]]
"""Why something may not be deleted yet, as a sentence; None when it may."""


class GaveWay(Exception):
    """The table is in use, or another worker prunes it: nothing was deleted, try again later."""


class _TooYoung(Exception):
    """The owner's retention period forbids the deletion."""


@dataclass(frozen=True)
class Prunable:
    """Rows of a table without partitions that are deleted in batches once they are old enough."""

    table: TableClause
    since: ColumnElement[datetime]
    """The column (timestamptz, the service's clock) from which the days are counted."""
    days: Callable[[], int]
    """How long they are kept; called for each run."""
    only: ColumnElement[bool] | TextClause | None = None
    """A further condition for deleting a row, whatever its age."""


async def drop_month(engine: Database, month: Month, still_needed: StillNeeded) -> str | None:
    """Drop a month and record how far the table reaches back, or return why it is still needed. Raises GaveWay.

    DETACH CONCURRENTLY is not possible beside a default partition. So the table is locked exclusively during the check
    and the drop. It gives up quickly when the lock is not free, because later transactions would queue behind it.
    """
    try:
        async with _pruning(engine, month.table) as connection:
            await connection.execute(_HOLD, {"parent": month.table})
            why = await still_needed(connection)
            if why is None:
                await connection.execute(_DROP, {"parent": month.table, "first": month.start.date()})
                await move_horizon(connection, month.table, month.end)
            return why
    except _TooYoung:
        return _OWNER_KEEPS_IT


async def delete_rest(engine: Database, table: str, before: datetime) -> int | str:
    """Delete rows of a rest partition that were written before a moment (UTC) and that nothing needs, in batches.

    Returns how many, or why they are kept. Raises GaveWay.
    """
    asked = {"parent": table, "before": before, "most": BATCH}

    async def delete_some() -> int:
        async with _pruning(engine, table) as connection:
            deleted: int = await connection.scalar(_DELETE_REST, asked)
            if deleted:
                await move_horizon(connection, table, before)
        return deleted

    try:
        return await _until_none_is_left(delete_some)
    except _TooYoung:
        return _OWNER_KEEPS_IT


async def delete_old(engine: Database, prunable: Prunable, before: datetime) -> int:
    """Delete the rows from before a moment (UTC), one batch per transaction; returns how many. Raises GaveWay."""
    statement = _batch(prunable, before)

    async def delete_some() -> int:
        async with _pruning(engine, prunable.table.name) as connection:
            return (await connection.execute(statement)).rowcount

    return await _until_none_is_left(delete_some)


async def _until_none_is_left(delete_some: Callable[[], Awaitable[int]]) -> int:
    done = 0
    while True:
        deleted = await delete_some()
        done += deleted
        if deleted < BATCH:
            return done


def _batch(prunable: Prunable, before: datetime) -> Delete:
    """By ctid, because PostgreSQL has no DELETE with LIMIT."""
    place: ColumnElement[Any] = literal_column("ctid")
    old = select(place).select_from(prunable.table).where(prunable.since < before)
    if prunable.only is not None:
        old = old.where(prunable.only)
    old = old.limit(BATCH).with_for_update(skip_locked=True)
    return delete(prunable.table).where(place == any_(func.array(old.scalar_subquery())))


@asynccontextmanager
async def _pruning(engine: Database, table: str) -> AsyncIterator[Connection]:
    """One transaction in which nobody else prunes, and which waits for nobody. Raises GaveWay and _TooYoung."""
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"))
            await connection.execute(text(f"SET LOCAL statement_timeout = '{LONGEST}'"))
            if not await connection.scalar(_ONE_AT_A_TIME):
                raise GaveWay("another worker prunes")
            yield connection
    except PostgresError as error:
        if sqlstate_of(error) in _GAVE_WAY or is_conflict(error):
            raise GaveWay(f"{table} is in use") from error
        if sqlstate_of(error) == TOO_YOUNG:
            raise _TooYoung from error
        raise
