"""Finds out when a run is at rest: nothing queued, nothing due, every event consumed by all its consumers."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol

import asyncpg
from sqlalchemy import make_url

from chassis.events.errands import UNDER_WAY
from chassis.service import Service

# Asked hundreds of times in a story, hence short, and through the driver: SQLAlchemy would cost more than the answer.
_STATE = (
    "SELECT (SELECT count(*) FROM outbox) AS queued, (SELECT count(*) FROM inbox) AS consumed,"
    " (SELECT count(*) FROM timers WHERE retry_at <= $1) AS due,"
    " ARRAY(SELECT id || ' until ' || retry_at FROM timers WHERE retry_at > $1 AND error = $2) AS under_way,"
    " (SELECT min(retry_at) FROM timers) AS next,"
    " (SELECT coalesce(jsonb_object_agg(type, number), '{}') FROM"
    " (SELECT type, count(*) AS number FROM event_log GROUP BY type) AS types) AS published"
)
_COUNTS = (
    "SELECT (SELECT count(*) FROM event_log) AS published, (SELECT count(*) FROM inbox) AS consumed,"
    " (SELECT count(*) FROM dead_letters) AS dead_letters"
)
_EVENTS = "SELECT id, type, recorded_at, EXISTS (SELECT FROM outbox WHERE event_id = id) AS queued FROM event_log"
_TAKEN = "SELECT event_id FROM inbox"
_DUE = (
    "SELECT kind, count(*) AS number, min(retry_at) AS since, max(attempts) AS attempts, max(error) AS error"
    " FROM timers WHERE retry_at <= $1 GROUP BY kind ORDER BY kind"
)
MOST_NAMED = 5
"""Events that are named, of those that a service has not consumed."""
LONGEST = 10
"""Times the patience for standing still, for a backlog that moves."""
ERRAND_SECONDS = 20.0
"""The patience for errands under way when all else is at rest: longer than a carrier is given for one message."""
_PAUSE, _LONGEST_PAUSE = 0.005, 0.05
"""Seconds between two checks: short at first, because most work takes a few milliseconds."""
_ALL_SECONDS = 1.0
"""Between looks at all services, also while one is known to be busy: what moves elsewhere is progress too."""


@dataclass(frozen=True)
class Counts:
    """The state of one service's events, from its database."""

    published: int
    consumed: int
    dead_letters: int


class TravellingClock(Protocol):
    """Can be moved ahead."""

    def now(self) -> datetime: ...

    def set(self, moment: datetime) -> None: ...


class NotSettled(RuntimeError):
    """The system did not come to rest; the text says what was still in progress."""


class Settling:
    """Reads the services' databases; only a demo or a rehearsal may do that."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        """``ahead``: what is due so soon counts as due. Nothing where the clock stands still between two steps."""
        self._ahead = ahead
        self.working: set[str] = set()
        """The services whose workers run; it does not wait for others."""
        self._takes: dict[str, frozenset[str]] = {}
        """The types of events that a service listens to."""
        self._connections: dict[str, asyncpg.Connection[asyncpg.Record]] = {}
        self._states: dict[str, _State] = {}
        """Of each service, at the last look at it."""
        self._busy: str | None = None
        """A service in which something is in progress, as far as is known."""
        self._all_asked = 0.0
        self._given_up: set[str] = set()
        """Errands whose worker is believed to have died, until its lease ends."""

    async def watch(self, service: Service, database_url: str) -> None:
        """Look into this service's database from now on."""
        address = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._takes[service.name] = frozenset(event.type_name() for event in service.reactions.event_types)
        self._connections[service.name] = await asyncpg.connect(address)

    async def close(self) -> None:
        """Close the connections."""
        await asyncio.gather(*[connection.close() for connection in self._connections.values()])

    async def wait(self, now: Callable[[], datetime], seconds: float = 30) -> int:
        """Return once at rest, with the number of events on Kafka.

        Raises NotSettled when nothing was published or consumed for ``seconds``: a backlog may take longer on a slow
        machine. Also after ``LONGEST`` times that, because events that cause each other without end are no progress.
        An errand that is under way is waited for ``ERRAND_SECONDS``: if nothing moves that long, its worker has died,
        and it starts again when its lease ends, as a timer that is not due yet. That is waited for once, not at each
        stop until then.

        One look at each database is enough, at whatever moments of it, as long as nobody makes a request meanwhile.
        For suppose that something happens in a service after its look: a timer, which the look would have counted as
        due, or a reaction to an event that the look did not count as consumed. If that event was published before the
        look at its publisher, it is expected and missing; if after, then the same holds for what it came from.
        """
        pause, moved = _PAUSE, -1
        begun = moved_at = monotonic()
        while True:
            restless = await self._look(now())
            on_kafka = sum(sum(state.published.values()) - state.queued for state in self._states.values())
            under_way = {each for name in self.working for each in self._states[name].under_way}
            if not restless and under_way <= self._given_up:
                return on_kafka
            if (so_far := sum(state.moved for state in self._states.values())) != moved:
                moved, moved_at = so_far, monotonic()
            if not restless and monotonic() > moved_at + min(seconds, ERRAND_SECONDS):
                self._given_up = under_way
                return on_kafka
            if monotonic() > min(moved_at + seconds, begun + LONGEST * seconds):
                why = f"After {monotonic() - begun:.0f} s there is still: {restless}"
                raise NotSettled("; ".join([why, *await self._due(now()), *await self._missing()]))
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    async def counts(self) -> dict[str, Counts]:
        """How many events each service published, consumed, and could not handle; by name."""
        found = {}
        for name, connection in sorted(self._connections.items()):
            row = await connection.fetchrow(_COUNTS)
            assert row is not None, "a SELECT of counts has a row"
            found[name] = Counts(row["published"], row["consumed"], row["dead_letters"])
        return found

    async def travel(self, clock: TravellingClock, to: datetime, seconds: float = 30) -> None:
        """Move the clock to ``to``, stopping at every timer on the way, so that each fires at its own time.

        Raises NotSettled when nothing moves at a stop for ``seconds``.
        """
        while True:
            await self.wait(clock.now, seconds)
            due = {name: next_due for name in self.working if (next_due := self._states[name].next_due)}
            self._busy = min(due, key=lambda name: due[name], default=None)
            if self._busy is None or due[self._busy] >= to:
                break
            clock.set(max(due[self._busy], clock.now()))
        clock.set(max(to, clock.now()))
        await self.wait(clock.now, seconds)

    async def _look(self, now: datetime) -> str:
        """What is in progress; nothing at rest.

        A service in which something is in progress is asked alone until it has done with it, for meanwhile nothing is
        at rest whatever the others say. At rest is only what one look at all of them finds so.
        """
        if self._busy in self.working and monotonic() < self._all_asked + _ALL_SECONDS:
            await self._ask([self._busy], now)
            if in_progress := self._in_progress(self._busy):
                return in_progress
        self._all_asked = monotonic()
        await self._ask([*self._takes], now)
        found = {name: words for name in sorted(self.working) if (words := self._in_progress(name))}
        self._busy = next(iter(found), None)
        return "; ".join(found.values())

    async def _ask(self, names: Collection[str], now: datetime) -> None:
        """Look into the databases of these services."""
        due_by = now + self._ahead
        rows = await asyncio.gather(*[self._connections[name].fetchrow(_STATE, due_by, UNDER_WAY) for name in names])
        for name, row in zip(names, rows, strict=True):
            assert row is not None, "a SELECT of counts has a row"
            published = Counter[str](json.loads(row["published"]))
            self._states[name] = _State(
                row["queued"], row["consumed"], row["due"], published, frozenset(row["under_way"]), row["next"]
            )

    def _in_progress(self, name: str) -> str:
        """What a service has not done yet of what it was seen to have to do."""
        state = self._states[name]
        missing = self._expected(name) - state.consumed
        if not (state.queued or state.due or missing > 0):
            return ""
        return f"{name}: {state.queued} queued, {state.due} due, {missing} not consumed"

    def _expected(self, name: str) -> int:
        """How many events a service has to consume, of those that were seen published."""
        types = self._takes[name]
        return sum(
            number for each in self._states.values() for type_, number in each.published.items() if type_ in types
        )

    async def _due(self, now: datetime) -> list[str]:
        """The timers that are due, a sentence for each kind."""
        return [
            f"{name} has {row['number']} {row['kind']} due since {row['since']:%T}, tried {row['attempts']} times"
            f" ({row['error'] or 'no error'})"
            for name in sorted(self.working)
            for row in await self._connections[name].fetch(_DUE, now + self._ahead)
        ]

    async def _missing(self) -> list[str]:
        """Some of the events that a service listens to and has not consumed, a sentence each."""
        published = {name: await each.fetch(_EVENTS) for name, each in self._connections.items()}
        found = []
        for name in sorted(self.working):
            taken = {row["event_id"] for row in await self._connections[name].fetch(_TAKEN)}
            found += [
                f"{name} waits for {row['type']} {row['id']} of {row['recorded_at']:%T},"
                f" {'still queued' if row['queued'] else 'sent'} by {source}"
                for source, rows in published.items()
                for row in rows
                if row["type"] in self._takes[name] and row["id"] not in taken
            ][:MOST_NAMED]
        return found


@dataclass(frozen=True)
class _State:
    """One look into one database."""

    queued: int
    consumed: int
    due: int
    published: Counter[str]
    """Type to number."""
    under_way: frozenset[str] = frozenset()
    """Errands that a worker has begun, and whose lease lasts, each with its end."""
    next_due: datetime | None = None
    """When its next timer is due."""

    @property
    def moved(self) -> int:
        """Grows with everything that happens."""
        return sum(self.published.values()) + self.consumed
