"""Rebuilds a service's projections of other services' events from their history, while the service is running.

Only projections (``@reaction.projection``) run again, and only for events that already had their effect here, in the
order of the publisher's event log. Nothing is published, no message sent and no timer set. See docs/decisions/0014.
A service that is made of history takes events that never came here, too: its database may be empty. See
docs/decisions/0174.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import text

from chassis.access.access import of_the_system
from chassis.data.database import Connection
from chassis.data.errors import is_conflict, is_infrastructure
from chassis.data.horizons import require_reach
from chassis.events.claims import blocked, claim
from chassis.events.envelope import source_of
from chassis.events.past import History, PastEvent
from chassis.events.reactions import Reactions
from chassis.refusals import Refusal
from chassis.run.logs import describe
from chassis.work import Transactions, Work

BATCH = 500
"""Events, of whole keys, that are projected in one transaction; the consumer waits for that long."""

_NO_CLAIM = text("SELECT hold('inbox', 'EXCLUSIVE')")
_NO_DEAD_LETTER = text("LOCK TABLE dead_letters IN EXCLUSIVE MODE")
_TAKEN = text(
    "SELECT event_id FROM inbox WHERE consumer = :consumer AND source = :source AND event_id = ANY(:ids) AND event_id"
    " NOT IN (SELECT event_id FROM dead_letters WHERE consumer = :consumer AND source = :source)"
)
_GIVEN_UP = text("SELECT id, subject FROM audit_log WHERE action = 'dead_letter_discarded' AND id > :after ORDER BY id")


class NothingToRebuild(Refusal):
    """The service has no projection."""


class ProjectionFailed(Refusal):
    """An event could not be projected; its batch was rolled back."""


class NotOnlyAProjection(TypeError):
    """A program error: a function registered as a projection does more than store."""


class _Projecting(Work):
    """A transaction that can change rows, and nothing else."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise NotOnlyAProjection("a projection (@reaction.projection) may not publish, audit or set timers")

    publish = audit = _refuse

    async def set_timer(self, *_: Any, **__: Any) -> None:
        self._refuse()

    async def cancel_timer(self, *_: Any) -> None:
        self._refuse()

    async def cancel_timers(self, *_: Any) -> None:
        self._refuse()


@dataclass
class Rebuilt:
    """The result of a rebuild."""

    projected: int = 0
    """Events that were projected again."""
    left: int = 0
    """Events without an effect here: not consumed yet, dead letters, or discarded. The first two will still have it."""
    claimed: int = 0
    """Of the projected events, those that had never come here: all reactions to them ran. Only where a service is made
    of history."""


@dataclass
class Rebuilding:
    """Of the projections of one service."""

    service: str
    reactions: Reactions
    transactions: Transactions
    _given_up: set[str] = field(default_factory=set)
    _audited: str = "00000000-0000-0000-0000-000000000000"

    def types_by_publisher(self) -> Mapping[str, Collection[str]]:
        """The event types to read again, by publisher. Raises NothingToRebuild."""
        found: dict[str, list[str]] = {}
        for event in self.reactions.projected:
            found.setdefault(event.topic.split(".", 1)[0], []).append(event.type_name())
        if not found:
            raise NothingToRebuild(
                f"{self.service} has no projections to rebuild from history: its reactions have effects, which must"
                " not happen twice. docs/operations.md says how to restore its database."
            )
        return found

    async def require_reach(self, since: datetime) -> None:
        """Raise BeyondHorizon when the inbox no longer reaches back to ``since`` (UTC)."""
        async with self.transactions.database.connect() as connection:
            await require_reach(connection, self.service, "inbox", since)

    async def run(self, history: History) -> Rebuilt:
        """Project one publisher's history again. Safe to repeat. Raises ProjectionFailed."""
        done = Rebuilt()
        async for batch in _batches(history.by_key()):
            await self._patiently(history, batch, done)
        return done

    async def note(self, publisher: str, since: datetime, done: Rebuilt) -> None:
        """Record the rebuild in the service's audit log."""
        async with self.transactions.begin() as work:
            work.audit("projections_rebuilt", publisher, since=since.isoformat(), events=done.projected)

    async def _patiently(self, history: History, batch: list[PastEvent], done: Rebuilt) -> None:
        while True:
            try:
                projected, left, claimed = await self._project(history, batch)
            except Exception as error:
                if not is_conflict(error):
                    raise
                await asyncio.sleep(0.01)  # a request had locked the same rows in another order
            else:
                done.projected += projected
                done.left += left
                done.claimed += claimed
                return

    async def _project(self, history: History, batch: list[PastEvent]) -> tuple[int, int, int]:
        """Whole keys in one transaction, while neither the consumer nor an operator handles events.

        Events consumed since the history was opened are projected too, so that no projection ends up older than it was.
        """
        async with self.transactions.database.begin() as connection:
            await connection.execute(_NO_CLAIM)
            await connection.execute(_NO_DEAD_LETTER)
            later = await history.later({(event.topic, event.key) for event in batch})
            events = list({event.id: event for event in [*batch, *later]}.values())
            work = _Projecting(
                self.transactions.database,
                self.transactions.clock.now(),
                of_the_system(),
                events[0].cause,
                within=connection,
            )
            fresh = await self._claim_missing(work, events) if self.reactions.made_of_history else set()
            taken = await self._had_effect(connection, events)
            for event in events:
                if event.id in taken:
                    await self._project_one(work, event, fresh=event.id in fresh)
            return len(taken), len(events) - len(taken), len(fresh)

    async def _claim_missing(self, work: Work, events: list[PastEvent]) -> set[UUID]:
        """So that what Kafka still delivers of them is dropped. Events behind a dead letter wait there, as ever."""
        waiting = await blocked(work, self.service, {(event.topic, event.key) for event in events})
        free = [(source_of(event.topic), event.id) for event in events if (event.topic, event.key) not in waiting]
        return {id for _, id in (await claim(work, self.service, free)).fresh} if free else set()

    async def _had_effect(self, connection: Connection, events: list[PastEvent]) -> set[Any]:
        for row in await connection.execute(_GIVEN_UP, {"after": self._audited}):
            self._given_up.add(row.subject)
            self._audited = str(row.id)
        # All from the event log of one publisher, so of one source.
        source = source_of(events[0].topic)
        asked = {"consumer": self.service, "source": source, "ids": [event.id for event in events]}
        return {id for id in (await connection.scalars(_TAKEN, asked)) if str(id) not in self._given_up}

    async def _project_one(self, work: Work, event: PastEvent, *, fresh: bool) -> None:
        work.cause = event.cause
        run = self.reactions.take if fresh else self.reactions.project_again
        try:
            await run(work, event.type, event.payload)
        except Exception as error:
            if is_infrastructure(error) or isinstance(error, NotOnlyAProjection):
                raise
            raise ProjectionFailed(
                f"{self.service} could not project {event.type} {event.id}: {describe(error)}."
                " Earlier batches are kept. Correct the cause and run the same command again."
            ) from error


async def _batches(keys: AsyncIterator[list[PastEvent]]) -> AsyncIterator[list[PastEvent]]:
    batch: list[PastEvent] = []
    async for key in keys:
        batch += key
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
