"""Deleting what is older than it is kept, so that traffic does not notice: whole months, or rows in small batches.

What may not go yet is decided by whoever calls, inside the transaction that deletes: docs/hazards/retention.md.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, TableClause, TextClause, any_, delete, func, literal_column, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.data.horizons import move_horizon
from chassis.data.partitions import Month
from chassis.data.postgres import is_conflict, sqlstate_of

LOCK_WAIT = "200ms"
"""A drop waits for its lock, and everybody else behind it, no longer than this; then it is tried again later."""
LONGEST = "5s"
"""The most that one statement takes while it holds the lock."""
BATCH = 1000
"""Rows deleted in one transaction."""

_GAVE_WAY = ("55P03", "57014")
"""SQLSTATEs: the lock was not free in time, the statement took too long."""
_ONE_AT_A_TIME = text("SELECT pg_try_advisory_xact_lock(hashtext('needlepoint.retention'))")

StillNeeded = Callable[[AsyncConnection], Awaitable[str | None]]
"""Why something may not be deleted yet, in words; None when it may."""


class GaveWay(Exception):
    """Somebody else uses the table, or prunes it: nothing was deleted, try again later."""


@dataclass(frozen=True)
class Prunable:
    """Rows of a table without partitions that go, in batches, once they are old enough."""

    table: TableClause
    since: ColumnElement[datetime]
    """The moment (timestamptz, the service's clock) from which the days are counted."""
    days: Callable[[], int]
    """For how long they are kept; asked each time."""
    only: ColumnElement[bool] | TextClause | None = None
    """What has to hold for a row to go, however old it is."""


async def drop_month(engine: AsyncEngine, month: Month, still_needed: StillNeeded) -> str | None:
    """Drop a month, and note how far the table reaches back; or answer why it is still needed. Raises GaveWay.

    DETACH CONCURRENTLY is not possible beside a default partition. So the table is locked against everybody, for the
    moment that the look and the drop take. Whoever holds the table for longer is not waited for: those who come after
    us would wait, too.
    """
    try:
        async with engine.connect() as connection, connection.begin() as transaction:
            await _begin(connection)
            await connection.execute(text(f"LOCK TABLE ONLY {month.table} IN ACCESS EXCLUSIVE MODE"))
            why = await still_needed(connection)
            if why:
                await transaction.rollback()
                return why
            await connection.execute(text(f"DROP TABLE IF EXISTS {month.name}"))
            await move_horizon(connection, month.table, month.end)
            return None
    except DBAPIError as error:
        if sqlstate_of(error) in _GAVE_WAY or is_conflict(error):
            raise GaveWay(f"{month.table} is in use") from error
        raise


async def delete_old(engine: AsyncEngine, prunable: Prunable, before: datetime, horizon: str | None = None) -> int:
    """Delete the rows from before a moment (UTC), a batch a transaction; answers how many. Raises GaveWay.

    With ``horizon``, note in each of these transactions that the table of that name reaches back no further.
    """
    statement, done = _batch(prunable, before), 0
    while True:
        try:
            async with engine.begin() as connection:
                await _begin(connection)
                deleted = (await connection.execute(statement)).rowcount
                if deleted and horizon:
                    await move_horizon(connection, horizon, before)
        except DBAPIError as error:
            if sqlstate_of(error) in _GAVE_WAY or is_conflict(error):
                raise GaveWay(f"{prunable.table.name} is in use") from error
            raise
        done += deleted
        if deleted < BATCH:
            return done


def _batch(prunable: Prunable, before: datetime) -> Delete:
    """By the rows' places in the file: PostgreSQL has no DELETE with LIMIT."""
    place: ColumnElement[Any] = literal_column("ctid")
    old = select(place).select_from(prunable.table).where(prunable.since < before)
    if prunable.only is not None:
        old = old.where(prunable.only)
    old = old.limit(BATCH).with_for_update(skip_locked=True)
    return delete(prunable.table).where(place == any_(func.array(old.scalar_subquery())))


async def _begin(connection: AsyncConnection) -> None:
    """One worker prunes at a time, for the time of a transaction."""
    await connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"))
    await connection.execute(text(f"SET LOCAL statement_timeout = '{LONGEST}'"))
    if not await connection.scalar(_ONE_AT_A_TIME):
        raise GaveWay("another worker prunes")
