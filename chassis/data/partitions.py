"""Monthly partitions by ranges of a UUIDv7: created ahead of time, listed, and dropped whole.

A UUIDv7 begins with the time at which it was made, in milliseconds of the machine's clock. So a month of ids is a month
of rows, and the primary key stays unique over all partitions. Rows outside every month go to the rest partition.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Connection
from chassis.data.tables import PARTITIONED
from chassis.ids import first_id_of

log = structlog.get_logger()

_CHILDREN = text(
    "SELECT p.relname::text AS parent, c.relname::text AS name FROM pg_inherits i"
    " JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent WHERE p.relname = ANY(:parents)"
)
_MAKE = text("SELECT make_month(:parent, :first)")


@dataclass(frozen=True, order=True)
class Month:
    """One month of a partitioned table. Times are UTC; ``start`` is included, ``end`` is not."""

    start: datetime
    table: str

    @property
    def end(self) -> datetime:
        """The first moment of the next month."""
        return _months(self.start, 1)[1]

    @property
    def name(self) -> str:
        """The partition's own name."""
        return f"{self.table}_{self.start:%Y_%m}"

    @property
    def bounds(self) -> tuple[UUID, UUID]:
        """The lowest id of the month, and the lowest id of the next month."""
        return first_id_of(self.start), first_id_of(self.end)


def id_column(table: str) -> str:
    """The column that a partitioned table is partitioned by."""
    return "event_id" if table == "inbox" else "id"


def month_of(moment: datetime) -> datetime:
    """The first moment of the month, UTC."""
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _months(start: datetime, count: int) -> list[datetime]:
    first = start.year * 12 + start.month - 1
    return [datetime((first + n) // 12, (first + n) % 12 + 1, 1, tzinfo=UTC) for n in range(count + 1)]


async def months_of(connection: Connection | AsyncConnection) -> dict[str, list[Month]]:
    """The months of each partitioned table, oldest first, without the rest partitions."""
    found: dict[str, list[Month]] = {table: [] for table in PARTITIONED}
    for row in await connection.execute(_CHILDREN, {"parents": list(PARTITIONED)}):
        month = re.fullmatch(rf"{row.parent}_(\d{{4}})_(\d{{2}})", row.name)
        if month:
            found[row.parent].append(Month(datetime(int(month[1]), int(month[2]), 1, tzinfo=UTC), row.parent))
    return {table: sorted(months) for table, months in found.items()}


async def ensure_partitions(connection: Connection | AsyncConnection, now: datetime, months: int = 3) -> list[str]:
    """Create the partitions of this month and the next ``months``; returns the names of those it created.

    ``now`` is the machine's time, which ids are made from. A month whose rows already went to the rest partition
    stays there: nothing is lost, but its rows are later deleted one by one instead of dropped as a whole.
    """
    made = []
    bounds = _months(now, months)
    existing = {month for months_there in (await months_of(connection)).values() for month in months_there}
    for table in PARTITIONED:
        for start, end in pairwise(bounds):
            month = Month(start, table)
            if month in existing:
                continue
            low, high = first_id_of(start), first_id_of(end)
            column = id_column(table)
            misplaced = await connection.scalar(
                text(f"SELECT 1 FROM {table}_rest WHERE {column} >= :low AND {column} < :high LIMIT 1"),  # noqa: S608
                {"low": low, "high": high},
            )
            if misplaced:
                log.warning("partition_skipped", table=table, month=f"{start:%Y-%m}")
                continue
            await connection.execute(_MAKE, {"parent": table, "first": start.date()})
            made.append(month.name)
    return made
