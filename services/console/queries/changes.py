"""What has changed on open pages: one statement reads what is new, and up to where it has read.

A transaction that began earlier may commit later. So a reader asks by transaction, from the oldest that was still going
on when it last looked, and not by a number that only grows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.work import Work


@dataclass(frozen=True)
class Change:
    """A page of a clinic shows something else."""

    id: int
    clinic_id: UUID
    page: str
    day: date | None
    """The local day that shows something else; None: every day."""


@dataclass(frozen=True)
class Read:
    """What is new, and from where to read the next time."""

    position: int
    changes: Sequence[Change]


_NEW = text(
    "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) AS position,"
    " c.id, c.clinic_id, c.page, c.day FROM (SELECT 1) AS one"
    " LEFT JOIN changes AS c ON c.transaction >= :since ORDER BY c.id"
)
_LATEST = text(
    "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) AS position,"
    " c.id, c.clinic_id, c.page, c.day FROM (SELECT 1) AS one LEFT JOIN changes AS c"
    " ON c.transaction >= CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) ORDER BY c.id"
)
_NOW = text("SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)")


async def read_changes(work: Work, since: int) -> Read:
    """What was changed by transactions from ``since`` on. Some of it may have been read before."""
    return _read((await work.execute(_NEW, {"since": since})).all())


async def read_latest(work: Work) -> Read:
    """From where to read what changes after this moment, and what is there of transactions from that place on."""
    return _read((await work.execute(_LATEST)).all())


async def position_now(work: Work) -> int:
    """From where to read what changes after this moment."""
    return int(await work.scalar(_NOW))


def _read(rows: Sequence[Any]) -> Read:
    found = [Change(row.id, row.clinic_id, row.page, row.day) for row in rows if row.id is not None]
    return Read(rows[0].position, found)
