"""A worker's work at its start and once an hour: creates the partitions of coming months, and prunes."""

import asyncio

import structlog
from sqlalchemy import func, select, table, text

from chassis.clock import SystemClock
from chassis.data.partitions import ensure_partitions, months_of
from chassis.data.tables import PARTITIONED
from chassis.run.logs import describe
from chassis.run.pruning import Pruning
from chassis.run.settings import Settings
from chassis.run.telemetry import Telemetry
from chassis.service import Service
from chassis.work import Transactions

log = structlog.get_logger()

UPKEEP_SECONDS = 3600
ONE_MAKES_ROOM = text("SELECT pg_advisory_xact_lock(hashtext('needlepoint.migrations'))")
"""Two that create partitions of several tables at once can deadlock; a migration creates some too."""
LOCK_WAIT = "2s"
"""A new partition needs an exclusive lock on its table for a moment; later transactions queue behind the request."""
MOST_COUNTED = 10_000
"""Rows of a rest partition are counted up to this number."""


class Upkeep:
    """Keeps one service's database in order; every worker runs it."""

    def __init__(self, service: Service, transactions: Transactions, settings: Settings, telemetry: Telemetry) -> None:
        self.pruning = Pruning(service, transactions, settings)
        self._engine = transactions.database
        self._settings = settings
        self._telemetry = telemetry

    async def run(self) -> None:
        """Prune now, and do everything every hour, until cancelled."""
        while True:
            try:
                await self.pruning.run(SystemClock().now())
                await asyncio.sleep(UPKEEP_SECONDS)
                await self.make_room()
            except Exception as error:
                log.warning("upkeep_failed", error=describe(error))
                await asyncio.sleep(UPKEEP_SECONDS)

    async def make_room(self) -> None:
        """Create the partitions of coming months, by the machine's clock, which ids are made from."""
        async with self._engine.begin() as connection:
            await connection.execute(ONE_MAKES_ROOM)
            await connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"))
            await ensure_partitions(connection, SystemClock().now())

    async def observe(self) -> None:
        """Set the gauges: age of the oldest month, how long its deletion is overdue, and rows of no month."""
        now = SystemClock().now()
        async with self._engine.connect() as connection:
            months = await months_of(connection)
            for name in PARTITIONED:
                some = select(text("1")).select_from(table(f"{name}_rest")).limit(MOST_COUNTED).subquery()
                rows = await connection.scalar(select(func.count()).select_from(some))
                self._telemetry.rest_rows.labels(table=name).set(rows or 0)
        for name, there in months.items():
            age = (now - there[0].start).total_seconds() if there else 0
            overdue = (now - self._settings.keep(name) - there[0].end).total_seconds() if there else 0
            self._telemetry.oldest_partition_age.labels(table=name).set(max(age, 0))
            self._telemetry.retention_overdue.labels(table=name).set(max(overdue, 0))
