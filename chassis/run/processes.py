"""The roles of a service: ``api`` answers requests, ``worker`` consumes, relays and fires timers. They scale apart."""

import asyncio
from collections.abc import Awaitable
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy import func, select, text

from chassis.access_log.writer import Waiting, chain_now_and_then
from chassis.clock import Clock
from chassis.data.database import Database
from chassis.data.tables import dead_letters
from chassis.events.cluster_topics import ensure_topics
from chassis.events.consumer import EventConsumer, Taken
from chassis.events.inbox import Inbox
from chassis.events.kafka import probe
from chassis.events.lanes import TimerLanes
from chassis.events.lateness import observe_timers
from chassis.events.relay import Relay, outbox_state
from chassis.events.wakeup import Notifier, listen
from chassis.run.backoff import Backoff
from chassis.run.logs import describe
from chassis.run.own_gauges import OwnGauges
from chassis.run.presence import Presence
from chassis.run.settings import Settings
from chassis.run.telemetry import Telemetry
from chassis.run.upkeep import Upkeep
from chassis.service import Service
from chassis.work import Transactions

log = structlog.get_logger()


class ApiRole:
    """What the API of a service needs: a pool of connections and a notifier for the relays."""

    def __init__(self, service: Service, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.telemetry = Telemetry(service.name, settings)
        self.transactions = Transactions(
            Database(
                settings.database_url.get_secret_value(),
                settings.pool_size,
                f"{service.name}-api",
                settings.session(settings.limit_statement_seconds),
            ),
            clock,
            rehearsal=settings.rehearsal,
        )
        self.access_log = Waiting(self.transactions)
        self.telemetry.access_waiting.set_function(lambda: self.access_log.entries)
        self.telemetry.access_waiting_seconds.set_function(lambda: self.access_log.seconds)
        self._notifier = Notifier(settings)
        self.transactions.after_publish.append(self._notifier.notify)
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._notifier.run()), asyncio.create_task(self.access_log.run())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.access_log.finish()
        await self.transactions.database.dispose()
        self.telemetry.close()


class WorkerRole:
    """The worker of a service: consumer, relay and timers over one pool of connections."""

    def __init__(self, service: Service, settings: Settings, clock: Clock) -> None:
        self.service = service
        self.settings = settings
        self.telemetry = Telemetry(service.name, settings)
        self.transactions = Transactions(
            Database(
                settings.database_url.get_secret_value(),
                settings.pool_size,
                f"{service.name}-worker",
                settings.session(settings.limit_worker_statement_seconds),
            ),
            clock,
            rehearsal=settings.rehearsal,
        )
        self.inbox = Inbox(service.name, service.reactions, self.transactions, settings, self.telemetry)
        self.relay = Relay(self.transactions, settings, self.telemetry)
        self.timers = TimerLanes(service.all_timers, self.transactions, settings, self.telemetry)
        self._errand_kinds = [errand.kind for errand in service.all_timers.errands]
        self.consumer = (
            EventConsumer(service.name, service.reactions.topics, self.inbox, settings, self.telemetry)
            if service.reactions.topics
            else None
        )
        self.presence = Presence(self.transactions.database, self._taken)
        self._own_gauges = OwnGauges(service.gauges, self.telemetry.registry)
        self.upkeep = Upkeep(service, self.transactions, settings, self.telemetry)
        self._notifier = Notifier(settings)
        self.transactions.after_publish += [self.relay.wake, self._notifier.notify]
        self.transactions.after_timer.append(self.timers.wake)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.started = False
        self._waits_because: str | None = None

    @property
    def topics(self) -> tuple[str, ...]:
        """Every topic that this worker reads or writes."""
        return tuple(sorted({*self.service.publishes, *self.service.reactions.topics}))

    async def start(self) -> None:
        """Start everything; waits, with backoff, until the broker and the database are available."""
        backoff = Backoff(self.settings)
        while True:
            try:
                await self.upkeep.make_room()
                await ensure_topics(self.settings, self.topics)
                if self.consumer:
                    await self.consumer.broker.start()
                break
            except Exception as error:
                self._waits_because = type(error).__name__
                log.warning("worker_waits_to_start", service=self.service.name, error=describe(error))
                await asyncio.sleep(backoff.next())
        running = {
            "timers": self.timers.run(),
            "notifier": self._notifier.run(),
            "upkeep": self.upkeep.run(),
            "presence": self.presence.run(),
            "access_log": chain_now_and_then(self.transactions, self.telemetry),
        }
        if self.service.publishes:  # without a topic of its own a user may not even begin to send
            running |= {"relay": self.relay.run(), "listener": listen(self.settings, self.relay.wake)}
        if self.consumer:
            running["commits"] = self.consumer.commit_now_and_then()
        self._tasks = {
            name: asyncio.create_task(job, name=f"{self.service.name}-{name}") for name, job in running.items()
        }
        self.started = True
        log.info("worker_started", service=self.service.name)

    async def stop(self) -> None:
        """Finish the current work, commit, and leave the group, so that nothing that was done is delivered again."""
        if self.consumer:
            await self.consumer.stop()
        self.relay.stop()
        self.timers.stop()
        finishing = [task for name, task in self._tasks.items() if name in ("relay", "timers")]
        if finishing:
            await asyncio.wait(finishing, timeout=20)
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        await self._leave()
        await self.transactions.database.dispose()
        self.telemetry.close()
        self.started = False
        log.info("worker_stopped", service=self.service.name)

    async def _leave(self) -> None:
        """Without a database it is forgotten after a day."""
        try:
            async with asyncio.timeout(3):
                await self.presence.leave()
        except Exception as error:
            log.info("left_without_a_word", error=describe(error))

    async def _taken(self) -> list[Taken]:
        return await self.consumer.taken() if self.consumer else []

    @property
    def alive(self) -> bool:
        """False when a task has ended that should run: the process needs a restart."""
        ended = [name for name, task in self._tasks.items() if task.done()]
        return not ended and (self.consumer is None or self.consumer.alive)

    async def ready(self) -> str | None:
        """None when the worker is ready, otherwise the reason why not."""
        if not self.started:
            return f"starting: {self._waits_because}" if self._waits_because else "starting"
        asked = {"database": self._ask_database(), "Kafka": self._ask_kafka()}
        answers = await asyncio.gather(*[self._answer(name, asking) for name, asking in asked.items()])
        return "; ".join(filter(None, [*answers, self.relay.trouble, self.inbox.patience.trouble])) or None

    async def _answer(self, name: str, asking: Awaitable[None]) -> str | None:
        try:
            async with asyncio.timeout(3):
                await asking
        except Exception as error:
            log.warning("worker_not_ready", service=self.service.name, error=describe(error))
            return f"{name}: {type(error).__name__}"
        return None

    async def _ask_kafka(self) -> None:
        if not await self.relay.connected():
            await probe(self.settings)

    async def _ask_database(self) -> None:
        async with self.transactions.database.connect() as connection:
            await connection.execute(text("SELECT 1 FROM outbox LIMIT 0"))

    async def observe(self) -> None:
        """Update the gauges. Without a database they keep their values, and the counters are still current."""
        self.inbox.patience.observe()
        try:
            async with asyncio.timeout(3):
                await self._observe()
        except Exception as error:
            log.warning("not_observed", error=describe(error))

    async def _observe(self) -> None:
        depth, oldest = await outbox_state(self.transactions)
        now = self.transactions.clock.now()
        self.telemetry.outbox_depth.set(depth)
        self.telemetry.outbox_age.set(max((now - oldest).total_seconds(), 0) if oldest else 0)
        async with self.transactions.database.connect() as connection:
            counts = await connection.execute(
                select(dead_letters.c.status, func.count().label("count")).group_by(dead_letters.c.status)
            )
            found = {row["status"]: row["count"] for row in counts}
            await self._own_gauges.observe(connection)
            await observe_timers(connection, self.telemetry, now, self._errand_kinds)
        for status in ("failed", "parked", "set_aside"):
            self.telemetry.dead_letters.labels(status=status).set(found.get(status, 0))
        await self.upkeep.observe()
        if self.consumer:
            await self.consumer.observe()
