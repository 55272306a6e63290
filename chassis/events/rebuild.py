"""Rebuilding the copies that a service keeps of others' facts, from their history, while the service works on.

Only reactions that keep a copy (``@reaction.copy``) run again, of events that have had their effect here before; the
publisher's event log gives the order. Nothing is published, sent or timed. See docs/decisions/0014.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.access.actors import SYSTEM
from chassis.data.horizons import require_reach
from chassis.data.postgres import is_conflict, is_infrastructure
from chassis.events.past import History, PastEvent
from chassis.events.reactions import Reactions
from chassis.refusals import Refusal
from chassis.run.logs import describe
from chassis.work import Transactions, Work

BATCH = 500
"""Events, of whole keys, that are copied in one transaction: for so long the consumer waits."""

_NOBODY_ELSE = text("LOCK TABLE inbox, dead_letters IN EXCLUSIVE MODE")
_TAKEN = text(
    "SELECT event_id FROM inbox WHERE consumer = :consumer AND event_id = ANY(:ids) AND event_id NOT IN"
    " (SELECT event_id FROM dead_letters WHERE consumer = :consumer)"
)
_GIVEN_UP = text("SELECT id, subject FROM audit_log WHERE action = 'dead_letter_discarded' AND id > :after ORDER BY id")


class NothingToRebuild(Refusal):
    """No reaction of the service only keeps a copy."""


class CopyFailed(Refusal):
    """A copy could not be made from an event; those of its batch are as they were."""


class NotOnlyACopy(TypeError):
    """A program error: what is registered as a copy does more than that."""


class _Copying(Work):
    """A transaction in which rows change and nothing else can come of it."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise NotOnlyACopy("what keeps a copy (@reaction.copy) neither publishes nor audits nor sets timers")

    publish = audit = _refuse

    async def set_timer(self, *_: Any, **__: Any) -> None:
        self._refuse()

    async def cancel_timer(self, *_: Any) -> None:
        self._refuse()

    async def cancel_timers(self, *_: Any) -> None:
        self._refuse()


@dataclass
class Rebuilt:
    """What a rebuilding did."""

    copied: int = 0
    """Events whose copies were made again."""
    left: int = 0
    """Events that had no effect here: not heard yet, dead letters, or given up. The first two will by themselves."""


@dataclass
class Rebuilding:
    """One service's copies."""

    service: str
    reactions: Reactions
    transactions: Transactions
    _given_up: set[str] = field(default_factory=set)
    _audited: str = "00000000-0000-0000-0000-000000000000"

    def types_by_publisher(self) -> Mapping[str, Collection[str]]:
        """What has to be read again, and from whom. Raises NothingToRebuild."""
        found: dict[str, list[str]] = {}
        for event in self.reactions.copied:
            found.setdefault(event.topic.split(".", 1)[0], []).append(event.type_name())
        if not found:
            raise NothingToRebuild(
                f"Nothing of {self.service} can be rebuilt from history: what it does with an event is never only to"
                " keep a copy, and must not be done twice. docs/operations.md says how to restore its database."
            )
        return found

    async def require_reach(self, since: datetime) -> None:
        """Raise BeyondHorizon when the inbox no longer knows which events from so long ago (UTC) had their effect."""
        async with self.transactions.engine.connect() as connection:
            await require_reach(connection, self.service, "inbox", since)

    async def run(self, history: History) -> Rebuilt:
        """Make the copies again from one publisher's history. Safe to run again. Raises CopyFailed."""
        done = Rebuilt()
        async for batch in _batches(history.by_key()):
            await self._patiently(history, batch, done)
        return done

    async def note(self, publisher: str, since: datetime, done: Rebuilt) -> None:
        """Leave a trace in the service's audit log."""
        async with self.transactions.begin() as work:
            work.audit("copies_rebuilt", publisher, since=since.isoformat(), events=done.copied)

    async def _patiently(self, history: History, batch: list[PastEvent], done: Rebuilt) -> None:
        while True:
            try:
                copied, left = await self._copy(history, batch)
            except Exception as error:
                if not is_conflict(error):
                    raise
                await asyncio.sleep(0.01)  # a request had locked the same rows in another order
            else:
                done.copied += copied
                done.left += left
                return

    async def _copy(self, history: History, batch: list[PastEvent]) -> tuple[int, int]:
        """Whole keys in one transaction, while neither the consumer nor an operator handles events.

        What the consumer took since the history was opened is copied too: so a copy never ends up older than it was.
        """
        async with self.transactions.engine.begin() as connection:
            await connection.execute(_NOBODY_ELSE)
            later = await history.later({(event.topic, event.key) for event in batch})
            events = list({event.id: event for event in [*batch, *later]}.values())
            taken = await self._had_effect(connection, events)
            work = _Copying(connection, self.transactions.clock.now(), SYSTEM, events[0].cause)
            for event in events:
                if event.id in taken:
                    await self._copy_one(work, event)
            return len(taken), len(events) - len(taken)

    async def _had_effect(self, connection: AsyncConnection, events: list[PastEvent]) -> set[Any]:
        for row in await connection.execute(_GIVEN_UP, {"after": self._audited}):
            self._given_up.add(row.subject)
            self._audited = str(row.id)
        asked = {"consumer": self.service, "ids": [event.id for event in events]}
        return {id for id in (await connection.scalars(_TAKEN, asked)) if str(id) not in self._given_up}

    async def _copy_one(self, work: Work, event: PastEvent) -> None:
        work.cause = event.cause
        try:
            await self.reactions.copy_again(work, event.type, event.payload)
        except Exception as error:
            if is_infrastructure(error) or isinstance(error, NotOnlyACopy):
                raise
            raise CopyFailed(
                f"{self.service} could not copy {event.type} {event.id}: {describe(error)}."
                " What was rebuilt before stays; mend the cause and run the same again."
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
