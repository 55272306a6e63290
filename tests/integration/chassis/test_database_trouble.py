"""The database goes away in mid-run: nothing is dead-lettered for that, and nothing is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import make_url

from chassis.data.errors import is_infrastructure
from chassis.ids import new_id
from chassis.run.processes import WorkerRole
from tests.integration.chassis.consuming import (
    another_worker,
    consumed_by,
    letters,
    publish,
    sequences,
    until_consumed,
    until_outbox_is_empty,
)
from tests.integration.chassis.tally import count, poisoned
from tests.parts.choose import Parts
from tests.support.running import Running


def database_of(running: Running) -> str:
    return make_url(running.settings.database_url.get_secret_value()).database or ""


@asynccontextmanager
async def no_database(parts: Parts, running: Running) -> AsyncIterator[None]:
    """Nobody is let in and everybody is thrown out, as while a password is being changed."""
    name, role = database_of(running), make_url(running.settings.database_url.get_secret_value()).username
    admin = await asyncpg.connect(parts.postgres.admin_url)
    try:
        await admin.execute(f'ALTER ROLE "{role}" NOLOGIN')
        await parts.postgres.cut_connections(name)
        yield
    finally:
        await admin.execute(f'ALTER ROLE "{role}" LOGIN')
        await admin.close()


async def exposed(worker: WorkerRole) -> bytes:
    """What /metrics would answer."""
    await worker.observe()
    return worker.telemetry.exposition()


def waiting_seconds(metrics: bytes) -> float:
    """How long the event has waited that the metrics name."""
    labels = b'{topic="tally.counts",type="needlepoint.tally.Counted.v1"} '
    return float(metrics.split(b"needlepoint_consumer_waiting_seconds" + labels)[1].split(b"\n")[0])


async def publish_stubbornly(running: Running, clinic: UUID, numbers: range) -> None:
    """As a client does that repeats a request; a number is published again when it is unknown whether it was."""
    for number in numbers:
        while True:
            try:
                async with running.api.transactions.begin() as work:
                    work.publish(count(clinic, number))
                break
            except Exception as error:
                if not is_infrastructure(error):
                    raise
                await asyncio.sleep(0.02)


async def test_connections_cut_again_and_again_lose_nothing_and_make_no_dead_letters(
    tally: Running, parts: Parts
) -> None:
    await tally.start_worker()
    clinics = [new_id() for _ in range(4)]
    publishing = [asyncio.create_task(publish_stubbornly(tally, clinic, range(60))) for clinic in clinics]
    for _ in range(8):
        await asyncio.sleep(0.15)
        await parts.postgres.cut_connections(database_of(tally))
    await asyncio.gather(*publishing)
    await tally.api.transactions.database.dispose()  # what this test looks through was cut too

    await until_outbox_is_empty(tally)
    published = {clinic: await sequences(tally, clinic) for clinic in clinics}
    assert all(set(numbers) == set(range(60)) for numbers in published.values())
    await until_consumed(tally, published)
    assert await letters(tally) == []
    assert tally.worker.alive


async def test_a_connection_cut_while_a_poisonous_event_is_tried_spares_the_innocent(
    tally: Running, parts: Parts
) -> None:
    ill, well = new_id(), new_id()
    poisoned.add("poison")
    batch = [
        (new_id(), count(ill, 0, "poison")),
        (new_id(), count(ill, 1)),
        *[(new_id(), count(well, n)) for n in range(20)],
    ]

    async def cut() -> None:
        for _ in range(6):
            await asyncio.sleep(0.05)
            await parts.postgres.cut_connections(database_of(tally))

    await asyncio.gather(tally.deliver(*batch), cut())
    assert await consumed_by(tally) == {well: list(range(20))}
    assert [(status, number) for status, _, number, _ in await letters(tally)] == [("failed", 0), ("parked", 1)]


async def test_a_pool_that_is_used_up_makes_events_wait_and_not_fail(
    tally: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = new_id()
    database = tally.worker.transactions.database
    monkeypatch.setattr(database, "wait_seconds", 0.1)
    taken = [await database.acquire() for _ in range(tally.settings.pool_size)]
    delivering = asyncio.create_task(tally.deliver((new_id(), count(clinic, 1))))
    await asyncio.sleep(0.5)
    assert not delivering.done()
    for connection in taken:
        await database.release(connection)
    await asyncio.wait_for(delivering, timeout=60)
    assert await consumed_by(tally) == {clinic: [1]}
    assert await letters(tally) == []


async def test_an_event_that_comes_while_nobody_is_let_in_waits_and_is_no_dead_letter(
    tally: Running, parts: Parts
) -> None:
    clinic = new_id()
    async with no_database(parts, tally):
        delivering = asyncio.create_task(tally.deliver((new_id(), count(clinic, 1))))
        await asyncio.sleep(0.8)  # longer than it takes to try an event as often as is allowed
        assert not delivering.done()
        waits = "needlepoint.tally.Counted.v1 of tally.counts waits: "
        assert (tally.worker.inbox.patience.trouble or "").startswith(waits)
        assert waiting_seconds(await exposed(tally.worker)) > 0.1
    await asyncio.wait_for(delivering, timeout=60)
    assert await consumed_by(tally) == {clinic: [1]}
    assert await letters(tally) == []
    assert tally.worker.inbox.patience.trouble is None


async def test_a_worker_that_is_stopped_while_it_waits_for_the_database_ends_soon_and_its_events_are_consumed_later(
    tally: Running, parts: Parts, monkeypatch: pytest.MonkeyPatch, short_leases: object
) -> None:
    monkeypatch.setattr("chassis.events.consumer.DRAIN_SECONDS", 0.5)
    clinic = new_id()
    async with another_worker(tally) as worker:
        await publish(tally, clinic, range(3))
        await until_consumed(tally, {clinic: range(3)})
        async with no_database(parts, tally):
            await asyncio.sleep(0.5)
            assert worker.alive
            assert (await worker.ready() or "").startswith("database")
            assert b"needlepoint_events_consumed_total 3.0" in await exposed(worker)
            await asyncio.wait_for(worker.stop(), timeout=30)
    await publish_stubbornly(tally, clinic, range(3, 6))
    await tally.start_worker()
    await until_consumed(tally, {clinic: range(6)})
