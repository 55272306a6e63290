"""A worker says that it runs, and what it takes of Kafka, so that its API can tell operators.

An API does not connect to Kafka, and a worker's metrics are read by monitoring alone: the service's database is where
both meet. A worker that stops removes its row. That of one that was killed stays for a day: its silence is the news.
"""

import asyncio
import json
import platform
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from uuid import UUID

import structlog
from sqlalchemy import text

from chassis.data.database import Database
from chassis.data.statements import Prepared
from chassis.events.consumer import Taken
from chassis.ids import new_id
from chassis.run.logs import describe
from chassis.run.release import release

log = structlog.get_logger()

SAY_SECONDS = 5.0
"""How often a worker says that it runs."""
PATIENCE_SECONDS = 3.0
"""How long Kafka may take to say what waits; the worker is heard without it."""

_HERE = Prepared(
    text(
        "INSERT INTO workers (id, host, release, started_at, heard_at, takes)"
        " VALUES (:me, :host, :release, now(), now(), CAST(:takes AS jsonb))"
        " ON CONFLICT (id) DO UPDATE SET heard_at = now(), takes = excluded.takes"
    )
)
_FORGET = Prepared(text("DELETE FROM workers WHERE heard_at < now() - interval '1 day'"))
_LEAVE = Prepared(text("DELETE FROM workers WHERE id = :me"))


class Presence:
    """That of one worker. ``taken`` asks what it takes of Kafka."""

    def __init__(self, database: Database, taken: Callable[[], Awaitable[Sequence[Taken]]]) -> None:
        self._database = database
        self._taken = taken
        self._takes: Sequence[Taken] = ()
        self.me: UUID = new_id()

    async def run(self) -> None:
        """Say so now and then, until cancelled. Without a database it is silent, and goes on."""
        while True:
            try:
                await self.say()
            except Exception as error:
                log.warning("presence_not_said", error=describe(error))
            await asyncio.sleep(SAY_SECONDS)

    async def say(self) -> None:
        """Say so once, with what Kafka said last where it does not answer now."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                self._takes = await self._taken()
        except Exception as error:
            log.warning("lag_not_read", error=describe(error))
        here = {"me": self.me, "host": platform.node() or "unknown", "release": release()}
        async with self._database.begin() as connection:
            await connection.execute(_HERE, {**here, "takes": json.dumps([asdict(each) for each in self._takes])})
            await connection.execute(_FORGET, {})

    async def leave(self) -> None:
        """It stops: it is not missed."""
        async with self._database.begin() as connection:
            await connection.execute(_LEAVE, {"me": self.me})
