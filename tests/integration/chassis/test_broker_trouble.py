"""Kafka goes away in mid-run: commands keep committing, and afterwards everything is consumed once and in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from chassis.events.relay import outbox_state
from chassis.ids import new_id
from chassis.run.main import worker_app
from chassis.run.processes import WorkerRole
from tests.integration.chassis.consuming import another_worker, publish, until_consumed
from tests.parts.choose import Parts
from tests.support.running import Running
from tests.support.waiting import eventually


@pytest.fixture
def can_stop(parts: Parts) -> None:
    """Skip where Kafka cannot be stopped, or forgets everything when it is."""
    if not (parts.kafka.can_stop and parts.kafka.real):
        pytest.skip(f"needs a Kafka that can be stopped and started: {parts.kafka.description}")


@pytest.fixture
def can_pause(parts: Parts) -> None:
    """Skip where Kafka cannot be made to hang."""
    if not parts.kafka.can_pause:
        pytest.skip(f"needs a Kafka that can be paused: {parts.kafka.description}")


@asynccontextmanager
async def broker_away(parts: Parts) -> AsyncIterator[None]:
    await parts.kafka.stop_broker()
    try:
        yield
    finally:
        await parts.kafka.start_broker()


@asynccontextmanager
async def broker_paused(parts: Parts) -> AsyncIterator[None]:
    await parts.kafka.pause()
    try:
        yield
    finally:
        await parts.kafka.unpause()


@asynccontextmanager
async def served(worker: WorkerRole) -> AsyncIterator[httpx.AsyncClient]:
    """The worker as its process runs it: an ASGI application, started and asked in this process."""
    app = worker_app(worker)
    transport = httpx.ASGITransport(app)
    async with app.lifespan_context(), httpx.AsyncClient(transport=transport, base_url="http://worker") as client:
        yield client


async def test_commands_keep_committing_while_the_broker_is_stopped_and_all_is_consumed_afterwards(
    tally: Running, parts: Parts, can_stop: None
) -> None:
    clinics = [new_id() for _ in range(6)]
    await tally.start_worker()
    for clinic in clinics:
        await publish(tally, clinic, range(10))
    under_load = [asyncio.create_task(publish(tally, clinic, range(10, 60))) for clinic in clinics]
    async with broker_away(parts):
        await asyncio.gather(*under_load)
        for clinic in clinics:
            await publish(tally, clinic, range(60, 70))
        depth, _ = await outbox_state(tally.api.transactions)
        assert depth >= 60
        assert tally.worker.alive
    await publish(tally, clinics[0], range(70, 75))

    await until_consumed(tally, {clinic: range(75 if clinic == clinics[0] else 70) for clinic in clinics})
    assert tally.worker.alive
    assert await tally.worker.ready() is None


async def test_a_worker_that_starts_while_the_broker_is_away_waits_or_stops_when_asked_and_works_later(
    tally: Running, parts: Parts, can_stop: None
) -> None:
    clinic = new_id()
    worker = WorkerRole(tally.service, tally.settings, tally.clock)
    async with broker_away(parts):
        serving = served(worker)
        client = await serving.__aenter__()
        await publish(tally, clinic, range(3))
        await asyncio.sleep(0.5)
        assert (await client.get("/health/live")).status_code == 200
        ready = await client.get("/health/ready")
        assert ready.status_code == 503
        assert ready.text.startswith("starting: "), "and why it has not started"
        assert (await client.get("/metrics")).status_code == 200
        async with asyncio.timeout(30), served(WorkerRole(tally.service, tally.settings, tally.clock)) as another:
            await asyncio.sleep(0.3)
            assert (await another.get("/health/ready")).status_code == 503
    try:
        await until_consumed(tally, {clinic: range(3)})
        assert (await client.get("/health/ready")).status_code == 200
    finally:
        await serving.__aexit__(None, None, None)


async def test_a_paused_broker_is_waited_for_and_readiness_says_so(
    tally: Running, parts: Parts, can_pause: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.events.relay.STUCK_SECONDS", 0.5)
    clinic = new_id()
    await tally.start_worker()
    await publish(tally, clinic, range(10))
    await until_consumed(tally, {clinic: range(10)})
    async with broker_paused(parts):
        await publish(tally, clinic, range(10, 40))

        async def not_ready() -> None:
            assert await tally.worker.ready() == "events cannot be sent"

        await eventually(not_ready)
        assert tally.worker.alive
    await until_consumed(tally, {clinic: range(40)})

    async def ready() -> None:
        assert await tally.worker.ready() is None

    await eventually(ready)


async def test_a_worker_stops_within_seconds_although_the_broker_hangs_and_loses_nothing(
    tally: Running, parts: Parts, can_pause: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.events.relay.STOP_SECONDS", 1.0)
    monkeypatch.setattr("chassis.events.consumer.DRAIN_SECONDS", 1.0)
    clinic, before = new_id(), asyncio.all_tasks()
    async with another_worker(tally) as worker:
        await publish(tally, clinic, range(5))
        await until_consumed(tally, {clinic: range(5)})
        async with broker_paused(parts):
            await publish(tally, clinic, range(5, 20))
            await asyncio.sleep(0.3)
            async with asyncio.timeout(30):
                await worker.stop()
            assert not [task for task in asyncio.all_tasks() - before if "aiokafka" in repr(task.get_coro())]
    await tally.start_worker()
    await until_consumed(tally, {clinic: range(20)})
