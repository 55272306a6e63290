"""Knowing when an embedded run has come to rest: nothing queued, nothing due, every event heard by all who listen."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from chassis.service import Service

_STATE = text(
    "SELECT (SELECT count(*) FROM outbox) AS queued, (SELECT count(*) FROM inbox) AS heard,"
    " (SELECT count(*) FROM timers WHERE retry_at <= :now) AS due,"
    " (SELECT coalesce(jsonb_object_agg(type, number), '{}') FROM"
    " (SELECT type, count(*) AS number FROM event_log GROUP BY type) AS types) AS published"
)
_COUNTS = text(
    "SELECT (SELECT count(*) FROM event_log) AS published, (SELECT count(*) FROM inbox) AS consumed,"
    " (SELECT count(*) FROM dead_letters) AS dead_letters"
)
_NEXT = text("SELECT min(retry_at) FROM timers")


@dataclass(frozen=True)
class Counts:
    """What one service's database says about its events."""

    published: int
    consumed: int
    dead_letters: int


class NotSettled(RuntimeError):
    """The system did not come to rest; the text says what was still going on."""


class Settling:
    """Looks into the services' databases; only the embedded run may."""

    def __init__(self) -> None:
        self.working: set[str] = set()
        """The services whose workers run: the others are not waited for."""
        self._services: dict[str, Service] = {}
        self._engines: dict[str, AsyncEngine] = {}

    def watch(self, service: Service, database_url: str) -> None:
        """Look into this service's database from now on."""
        self._services[service.name] = service
        self._engines[service.name] = create_async_engine(database_url, pool_size=1, isolation_level="AUTOCOMMIT")

    async def close(self) -> None:
        """Close the connections."""
        await asyncio.gather(*[engine.dispose() for engine in self._engines.values()])

    async def wait(self, now: Callable[[], datetime], seconds: float = 30) -> None:
        """Return once at rest, seen twice in a row. Raises NotSettled after ``seconds``."""
        quiet = 0
        deadline = asyncio.get_running_loop().time() + seconds
        while quiet < 2:
            restless = await self._restless(now())
            quiet = 0 if restless else quiet + 1
            if asyncio.get_running_loop().time() > deadline:
                raise NotSettled(f"After {seconds:.0f} s there is still: {restless}")
            await asyncio.sleep(0.01)

    async def counts(self) -> dict[str, Counts]:
        """How many events each service published and took, and how many it could not handle."""
        found = {}
        for name, engine in self._engines.items():
            async with engine.connect() as connection:
                row = (await connection.execute(_COUNTS)).one()
                found[name] = Counts(row.published, row.consumed, row.dead_letters)
        return found

    async def next_due(self) -> datetime | None:
        """When the next timer of a running worker is due."""
        found = []
        for name in self.working:
            async with self._engines[name].connect() as connection:
                found.append(await connection.scalar(_NEXT))
        return min((due for due in found if due), default=None)

    async def _restless(self, now: datetime) -> str:
        published: Counter[str] = Counter()
        states = {}
        for name, engine in self._engines.items():
            async with engine.connect() as connection:
                states[name] = (await connection.execute(_STATE, {"now": now})).one()
            published.update(states[name].published)
        for name in self.working:
            state = states[name]
            expected = sum(published[event.type_name()] for event in self._services[name].reactions.event_types)
            if state.queued or state.due or state.heard < expected:
                return f"{name}: {state.queued} queued, {state.due} due, {expected - state.heard} not heard"
        return ""
