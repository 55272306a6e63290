"""One service on a database of its own, with its API in process and its events delivered by hand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select, text

from chassis.access.access import Access
from chassis.access.actors import SYSTEM, Actor, Role
from chassis.data.database import Database
from chassis.data.tables import event_log
from chassis.events.claims import claim
from chassis.events.envelope import Cause, Delivery, from_record, source_of, to_message
from chassis.events.event import Event
from chassis.http.app import build_api
from chassis.ids import new_id
from chassis.run.processes import ApiRole, WorkerRole
from chassis.run.settings import Settings
from chassis.service import Service
from chassis.work import Transactions, Work
from contracts.event import Event as ContractEvent
from contracts.registry import BY_TYPE
from needlepoint.trial.keys import SigningKey
from tests.support.clock import StoppableClock
from tests.support.declared import documented_answers
from tests.support.waiting import eventually

WORK_DAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday morning."""


def settings_for(database_url: str, kafka: str, jwks: Path, **changes: object) -> Settings:
    """Settings for tests: short waits, so that a failure shows soon."""
    chosen: dict[str, object] = {
        "database_url": SecretStr(database_url),
        "kafka_bootstrap": kafka,
        "jwks": str(jwks),
        "poll_seconds": 0.2,
        "retry_seconds": 0.05,
        "retry_seconds_max": 0.5,
        "session_timeout_ms": 2000,
        "event_attempts": 3,
        "topic_partitions": 4,
        "log_level": "ERROR",
        "token_life_seconds": 10 * 366 * 86_400,  # tests move their clock by years
        "allow_plaintext": ["kafka", "postgres"],  # of the tests' own, on this machine
        "rehearsal": True,  # so that reference data decides without a director; tests of signing set it to False
    }
    return Settings.model_validate(chosen | changes)


@dataclass
class Running:
    """A service under test. Its clock stands wherever the test puts it, and moves with the machine's from there."""

    service: Service
    settings: Settings
    clock: StoppableClock
    key: SigningKey
    api: ApiRole
    worker: WorkerRole
    app: FastAPI
    """The API, as an ASGI application."""
    _stack: AsyncExitStack
    _documented: Callable[[httpx.Response], Awaitable[None]]
    _clients: dict[tuple[tuple[Role, ...], str | None, frozenset[UUID] | None, UUID | None], httpx.AsyncClient] = field(
        default_factory=dict
    )

    def client(
        self,
        role: Role,
        *,
        also: tuple[Role, ...] = (),
        clinics: list[UUID] | None = None,
        subject: str | UUID | None = None,
        practitioner: str | UUID | None = None,
    ) -> httpx.AsyncClient:
        """The API as somebody with this role sees it; every POST gets an Idempotency-Key unless it has one."""
        who = str(subject) if subject else None
        treats = UUID(str(practitioner)) if practitioner else None
        place = ((role, *also), who, frozenset(clinics) if clinics is not None else None, treats)
        if place not in self._clients:
            token = self.key.token(
                role,
                also=also,
                now=self.clock.now(),
                subject=who,
                clinics=clinics,
                practitioner=treats,
                valid_for=timedelta(days=3650),
            )
            self._clients[place] = httpx.AsyncClient(
                transport=httpx.ASGITransport(self.app),
                base_url=f"http://{self.service.name}/v1",
                headers={"Authorization": f"Bearer {token}"},
                event_hooks={"request": [_add_key], "response": [self._documented]},
                timeout=60,
            )
        return self._clients[place]

    async def react(self, event: Event, *, event_id: UUID | None = None) -> UUID:
        """Deliver one event as the consumer would: claim, reactions, commit. Answers the event's id."""
        event_id = event_id or new_id()
        await self.deliver((event_id, event))
        return event_id

    async def deliver(self, *events: tuple[UUID, Event]) -> None:
        """Deliver a batch, in this order."""
        now = self.clock.now()
        await self.worker.inbox.take([delivery_of(event, id, at=now) for id, event in events])

    async def at_once(self, first: Event, second: Event) -> None:
        """Two workers have one event each at the same time: ``second`` comes before ``first`` is committed."""
        reactions = self.service.reactions
        database = Database(self.settings.database_url.get_secret_value(), 2, "another worker")
        access = Access(self.service.whole_policy, SYSTEM)
        try:
            async with Transactions(database, self.clock).begin(access=access) as work:
                moves = await reactions.lock_where_moved(work, [first])
                await claim(work, self.service.name, [(source_of(first.topic), new_id())], reactions.asked_of_claims)
                if not moves:
                    await reactions.look_up_owners(work, [first])
                await (reactions.react if moves else reactions.react_in_batch)(work, first)
                other = asyncio.create_task(self.react(second))
                await _somebody_waits(database)
            await other
        finally:
            await database.dispose()

    async def consume(self, publisher: "Running") -> None:
        """Deliver all that another service has published, in order, as the consumer would: it drops what it has had."""
        async with publisher.work() as work:
            rows = (await work.execute(select(event_log).order_by(event_log.c.sequence))).all()
        await self.deliver(*[(row.id, BY_TYPE[row.type].model_validate(row.payload)) for row in rows])

    async def fire_timers(self) -> int:
        """Fire all timers that are due at this moment, once: none that comes due again in the meantime."""
        with self.clock.stopped():
            return await self.worker.timers.fire_due()

    async def events(self) -> list[ContractEvent]:
        """What the service has published so far, in order; only for services whose events are in contracts."""
        async with self.worker.transactions.database.connect() as connection:
            rows = await connection.execute(
                select(event_log.c.type, event_log.c.payload).order_by(event_log.c.sequence)
            )
            return [BY_TYPE[row.type].model_validate(row.payload) for row in rows]

    @asynccontextmanager
    async def work(self, actor: Actor = SYSTEM) -> AsyncIterator[Work]:
        """A transaction, as a command or reaction gets it."""
        access = Access(self.service.whole_policy, actor)
        async with self.worker.transactions.begin(access=access) as work:
            yield work

    async def until_somebody_waits(self) -> None:
        """Return once a transaction waits for another one's lock."""
        await _somebody_waits(self.worker.transactions.database)

    async def start_worker(self) -> None:
        """Let the real worker run: consumer, relay, timers."""
        await self.worker.start()
        self._stack.push_async_callback(self.worker.stop)


_offsets = count()


async def _somebody_waits(database: Database) -> None:
    async def waits() -> None:
        async with database.connect() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))

    await eventually(waits)


def delivery_of(event: Event, event_id: UUID, *, at: datetime | None = None) -> Delivery:
    """An event as it comes from Kafka, published at ``at`` (UTC); without one it does not say when."""
    message = to_message(
        id=event_id,
        type=event.type_name(),
        topic=event.topic,
        key=event.key,
        payload=event.model_dump_json(),
        headers=Cause(correlation_id=str(event_id)).headers(),
        at=at or WORK_DAY,
    )
    headers = [each for each in message.headers if at or each[0] != "ce_time"]
    return from_record(event.topic, 0, next(_offsets), event.key.encode(), message.value, headers)


async def _add_key(request: httpx.Request) -> None:
    if request.method == "POST":
        request.headers.setdefault("Idempotency-Key", str(new_id()))


@asynccontextmanager
async def running_service(
    service: Service, database_url: str, kafka: str, keys: Path, *, start: datetime = WORK_DAY, **changes: object
) -> AsyncIterator[Running]:
    """A service on a migrated database, its API open; its worker only starts when a test says so."""
    key = SigningKey(keys)
    settings = settings_for(database_url, kafka, key.jwks, **changes)
    clock = StoppableClock(start)
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(ApiRole(service, settings, clock))
        worker = WorkerRole(service, settings, clock)
        stack.push_async_callback(worker.transactions.database.dispose)
        yield Running(
            service, settings, clock, key, api, worker, build_api(service, api), stack, documented_answers(service)
        )
