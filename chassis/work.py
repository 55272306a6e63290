"""Work: one transaction, in which rows change and events, timers and audit entries are written, all or nothing."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, bindparam, delete, insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.access.access import Access, of_the_system
from chassis.access.actors import Actor
from chassis.access_log.entries import as_json, entries_of
from chassis.clock import Clock
from chassis.data.appended import ACCESSES, ANSWER, EVENTS, Part, appending
from chassis.data.database import Connection, Database, Parameters, Statement, begin_on
from chassis.data.rows import Result
from chassis.data.statements import Prepared
from chassis.data.tables import audit_log, timers
from chassis.events.envelope import LARGEST_EVENT, Cause
from chassis.events.event import Event
from chassis.ids import new_id

_NEW_TIMER = upsert(timers)
_SET_TIMER = Prepared(
    _NEW_TIMER.on_conflict_do_update(
        constraint="timers_once",
        set_={
            **{name: _NEW_TIMER.excluded[name] for name in ("due_at", "retry_at", "payload", "headers", "attempts")},
            "error": None,
        },
    )
)
_CANCEL_TIMER = Prepared(delete(timers).where(timers.c.kind == bindparam("kind"), timers.c.key == bindparam("key")))
_BRING_FORWARD = Prepared(  # an array, because there may be more keys than a statement has parameters
    update(timers)
    .where(timers.c.kind == bindparam("of"), timers.c.key == any_(bindparam("keys", type_=ARRAY(Text))))
    .values(due_at=bindparam("due_at"), retry_at=bindparam("retry_at"))
)
_AUDIT = Prepared(insert(audit_log))


class EventTooLarge(Exception):
    """A program error: input that goes into events must be limited where it is accepted."""

    def __init__(self, event: Event, size: int) -> None:
        super().__init__(
            f"{event.type_name()} has {size} bytes; at most {LARGEST_EVENT} fit: limit the input that goes into it"
        )


class AnsweredAlready(Exception):
    """The request with this Idempotency-Key was committed by somebody else while this work was done."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request, for whoever sends it again."""

    key: str
    fingerprint: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Work:
    """Everything that a command, a reaction or a timer may use. It commits as a whole, or not at all.

    The first statement takes the connection and begins the transaction: a request refused before that needs neither.
    """

    def __init__(
        self,
        database: Database,
        now: datetime,
        access: Access,
        cause: Cause,
        *,
        rehearsal: bool = False,
        reading: bool = False,
        within: Connection | None = None,
    ) -> None:
        self.database = database
        self.now = now
        """UTC."""
        self.access = access
        """What the caller may do; asked before anything is read or changed."""
        self.cause = cause
        self.rehearsal = rehearsal
        """True where reference data is used before it is signed."""
        self.timers_set = False
        self.owners: dict[UUID, UUID] = {}
        """Whose things are by now, where their events say somebody else; of those that this work is about."""
        self._reading = reading
        self._events: list[tuple[UUID, Event, Cause]] = []
        self._audit: list[dict[str, Any]] = []
        self._answer: Answer | None = None
        self._connection = within
        self._own = within is None  # else whoever gave the connection ends its transaction
        self._end: Callable[[bool], Awaitable[None]] | None = None

    @property
    def actor(self) -> Actor:
        """Who is acting."""
        return self.access.actor

    async def connection(self) -> Connection:
        """The connection of this work, in its transaction. Raises DatabaseAway."""
        if self._connection is None:
            self._connection = Connection(self.database, await self.database.acquire())
        if self._own and self._end is None and not self._reading:
            self._end = await begin_on(self._connection)
        return self._connection

    async def execute(self, statement: Statement, parameters: Parameters = None) -> Result:
        """Run one statement in this transaction; a list of parameters runs it once for each."""
        return await (await self.connection()).execute(statement, parameters)

    async def scalar(self, statement: Statement, parameters: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row, or None."""
        return (await self.execute(statement, parameters)).scalar()

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What the block does is undone alone when it raises."""
        async with (await self.connection()).savepoint():
            yield

    def publish(self, *events: Event) -> None:
        """Append events to the event log and the outbox when this work commits; per key in the order given."""
        self._events.extend((new_id(), event, self.cause) for event in events)

    def keep_answer(self, answer: Answer) -> None:
        """Store the answer beside what it reports, when this work commits."""
        self._answer = answer

    @property
    def published(self) -> Sequence[Event]:
        """The events that will be appended when this work commits, in their order."""
        return tuple(event for _, event, _ in self._events)

    @property
    def has_published(self) -> bool:
        """True when this work has published events."""
        return bool(self._events)

    def audit(self, action: str, subject: str, **details: Any) -> None:
        """Record who did what to whom, in the same transaction. ``details`` must hold no health data."""
        self._audit.append(
            {
                "id": new_id(),
                "at": self.now,
                "actor": self.actor.subject,
                "action": action,
                "subject": subject,
                "details": details,
            }
        )

    async def set_timer(self, kind: str, key: str, due_at: datetime, payload: Mapping[str, Any] | None = None) -> None:
        """Make ``kind`` fire at ``due_at`` (UTC). A timer with the same kind and key is moved."""
        row = {"kind": kind, "key": key, "due_at": due_at, "retry_at": due_at, "payload": dict(payload or {})}
        await self.execute(_SET_TIMER, {**row, "headers": self.cause.headers(), "attempts": 0})
        self.timers_set = True

    async def cancel_timer(self, kind: str, key: str) -> None:
        """Cancel a timer. A missing timer is not an error: it may have fired."""
        await self.execute(_CANCEL_TIMER, {"kind": kind, "key": key})

    async def cancel_timers(self, kind: str, key_prefix: str) -> None:
        """Cancel all timers of ``kind`` whose key starts with ``key_prefix``."""
        await self.execute(
            delete(timers).where(timers.c.kind == kind, timers.c.key.startswith(key_prefix, autoescape=True))
        )

    async def bring_forward(self, kind: str, keys: Sequence[str]) -> None:
        """Have timers that are set fire now; keys without a timer are left out."""
        if not keys:
            return
        await self.execute(_BRING_FORWARD, {"of": kind, "keys": list(keys), "due_at": self.now, "retry_at": self.now})
        self.timers_set = True

    async def commit(self) -> None:
        """Write published events, audit entries and the access log's entries, and commit. Called once, at the end.

        What is only read is logged by the route: such work has no transaction.

        Raises:
            EventTooLarge: Kafka would refuse one of the events.
            AnsweredAlready: the request was answered before; then nothing is committed.
        """
        accesses = [] if self._reading else entries_of(self.access, self.cause, self.now, "written")
        if self._audit or self._events:
            self._reading = False
        if self._audit:
            await self.execute(_AUDIT, self._audit)
        await self._append(as_json(accesses) if accesses else None)
        end, self._end = self._end, None
        if end is not None:
            await end(True)

    async def _append(self, accesses: str | None) -> None:
        """All that is appended, in one statement: round trips are what a small transaction costs."""
        parts: list[Part] = []
        values: list[Any] = []
        if self._answer is not None:
            parts.append(ANSWER)
            values += _answer_columns(self._answer, self.actor, self.now)
        if self._events:
            parts.append(EVENTS)
            values += _event_columns(self._events, self.now)
        if accesses is not None:
            parts.append(ACCESSES)
            values.append(accesses)
        if parts and not await (await self.connection()).call(appending(*parts), *values):
            raise AnsweredAlready

    async def close(self) -> None:
        """Return the connection to the pool; what is not committed is rolled back."""
        end, self._end = self._end, None
        connection, self._connection = self._connection, None
        try:
            if end is not None:
                await end(False)
        finally:
            if connection is not None and self._own:
                await self.database.release(connection.driver)


def _event_columns(events: list[tuple[UUID, Event, Cause]], now: datetime) -> tuple[Any, ...]:
    bodies = [event.model_dump_json() for _, event, _ in events]
    for (_, event, _), body in zip(events, bodies, strict=True):
        # A character has at most four bytes, so most events are known to be small enough without encoding them.
        if len(body) * 4 > LARGEST_EVENT and len(body.encode()) > LARGEST_EVENT:
            raise EventTooLarge(event, len(body.encode()))
    return (
        [id for id, _, _ in events],
        [event.topic for _, event, _ in events],
        [event.key for _, event, _ in events],
        [event.type_name() for _, event, _ in events],
        bodies,
        [json.dumps(cause.headers()) for _, _, cause in events],
        now,
    )


def _answer_columns(answer: Answer, actor: Actor, now: datetime) -> tuple[Any, ...]:
    headers = json.dumps(dict(answer.headers))
    return answer.key, answer.fingerprint, answer.status, headers, answer.body, actor.subject, now


class Transactions:
    """Opens work on one service's database, and wakes the relay and the timers after a commit."""

    def __init__(self, database: Database, clock: Clock, *, rehearsal: bool = False) -> None:
        self.database = database
        self.clock = clock
        self.rehearsal = rehearsal
        self.after_publish: list[Callable[[], None]] = []
        self.after_timer: list[Callable[[], None]] = []

    @asynccontextmanager
    async def begin(
        self, *, access: Access | None = None, cause: Cause | None = None, reading: bool = False
    ) -> AsyncIterator[Work]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Work that is only ``reading`` has no transaction: each statement sees what is committed then.
        """
        work = Work(
            self.database,
            self.clock.now(),
            access or of_the_system(),
            cause or Cause(correlation_id=str(new_id())),
            rehearsal=self.rehearsal,
            reading=reading,
        )
        try:
            yield work
            await work.commit()
        finally:
            await work.close()
        self.committed(work)

    def committed(self, work: Work) -> None:
        """Wake the relay and the timers, outside the transaction. Only for speed: polling finds everything."""
        for wake in self.after_publish if work.has_published else ():
            wake()
        for wake in self.after_timer if work.timers_set else ():
            wake()
