"""Several workers of one service share the work, and one that leaves takes nothing with it."""

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from chassis.access.actors import Role
from chassis.data.tables import SHARDS, relay_shards, relays, workers
from chassis.events.envelope import Delivery
from chassis.ids import new_id
from chassis.run.processes import WorkerRole
from tests.integration.chassis.consuming import another_worker, publish, until_consumed
from tests.support.doomed import DoomedWorkers
from tests.support.running import Running
from tests.support.waiting import eventually

pytestmark = pytest.mark.usefixtures("several_members")


async def shards_of_each(running: Running) -> list[int]:
    """How many shards each relay holds, fewest first; shards that nobody holds count for nobody."""
    async with running.api.transactions.database.connect() as connection:
        owners = await connection.scalars(select(relay_shards.c.owner))
    return sorted(owners.count(owner) for owner in set(owners) - {None})


def partitions_of(worker: WorkerRole) -> int:
    consumer = worker.consumer._subscriber.consumer if worker.consumer else None
    return len(consumer.assignment()) if consumer else 0


async def test_two_workers_share_partitions_and_shards_and_the_one_that_stays_gets_all(
    tally: Running, short_leases: object
) -> None:
    async with another_worker(tally) as one:
        async with another_worker(tally) as two:

            async def shared() -> None:
                assert await shards_of_each(tally) == [SHARDS // 2] * 2
                assert sorted([partitions_of(one), partitions_of(two)]) == [2, 2]

            await eventually(shared)
            clinics = [new_id() for _ in range(24)]
            await asyncio.gather(*[publish(tally, clinic, range(5)) for clinic in clinics])
            await until_consumed(tally, {clinic: range(5) for clinic in clinics})
            consumed = [worker.telemetry.events_consumed._value.get() for worker in (one, two)]
            sent = [worker.telemetry.events_sent._value.get() for worker in (one, two)]
            assert sum(consumed) == 120
            assert min(consumed) > 0
            assert min(sent) > 0

        async def alone() -> None:
            assert await shards_of_each(tally) == [SHARDS]
            assert partitions_of(one) == 4

        await eventually(alone)


async def test_a_worker_that_stops_gives_its_shards_back_at_once(tally: Running) -> None:
    async with another_worker(tally) as worker:

        async def holds_all() -> None:
            assert await shards_of_each(tally) == [SHARDS]

        await eventually(holds_all)
        await worker.stop()
        assert await shards_of_each(tally) == []
        async with tally.api.transactions.database.connect() as connection:
            assert (await connection.execute(select(relays))).all() == []


async def test_operators_see_each_worker_with_its_part_of_kafka_until_it_stops(tally: Running) -> None:
    operator = tally.client(Role.OPERATOR)

    async def listed() -> dict[str, list[int]]:
        workers = (await operator.get("/operations")).json()["workers"]
        assert all(each["host"] and each["silent_seconds"] < 5 for each in workers)
        return {each["id"]: [number for taken in each["takes"] for number in taken["partitions"]] for each in workers}

    async with another_worker(tally) as one:
        async with another_worker(tally) as two:

            async def shared() -> None:
                for worker in (one, two):
                    await worker.presence.say()
                parts = await listed()
                assert parts.keys() == {str(one.presence.me), str(two.presence.me)}
                assert sorted(number for each in parts.values() for number in each) == [0, 1, 2, 3]

            await eventually(shared)
        assert (await listed()).keys() == {str(one.presence.me)}
        async with tally.api.transactions.database.begin() as connection:
            then = datetime.now(UTC) - timedelta(days=2)
            killed = {"id": new_id(), "host": "lost", "release": "0.1.0", "started_at": then, "heard_at": then}
            await connection.execute(insert(workers), {**killed, "takes": []})
        await one.presence.say()
        assert (await listed()).keys() == {str(one.presence.me)}


async def test_nothing_is_lost_doubled_or_reordered_when_workers_come_stop_and_are_killed_under_load(
    tally: Running, doomed: DoomedWorkers, short_leases: list[tuple[str, str, object]]
) -> None:
    clinics = [new_id() for _ in range(12)]
    enough = asyncio.Event()
    hurried = replace(tally, settings=tally.settings.model_copy(update={"session_timeout_ms": 1000, "batch_size": 20}))

    async def publish_on(clinic: UUID) -> int:
        """Answers how many."""
        for number in itertools.count():
            if enough.is_set():
                return number
            await publish(tally, clinic, [number])
            await asyncio.sleep(0.05)
        raise AssertionError("unreachable")

    async with another_worker(tally):
        publishing = [asyncio.create_task(publish_on(clinic)) for clinic in clinics]
        await doomed.killed(hurried, "reacted but not committed", nth=15, constants=short_leases)
        async with another_worker(tally, batch_size=20):
            await asyncio.sleep(0.5)
        await doomed.killed(hurried, "acknowledged but not deleted", nth=15, constants=short_leases)
        enough.set()
        published = await asyncio.gather(*publishing)
        await until_consumed(tally, {clinic: range(most) for clinic, most in zip(clinics, published, strict=True)})


async def test_a_worker_that_takes_too_long_over_a_batch_is_put_out_of_its_group_and_finds_back(
    tally: Running, short_leases: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the database is away for longer than Kafka waits between two polls (five minutes)."""
    clinics, gate = [new_id() for _ in range(4)], asyncio.Event()
    slow = WorkerRole(tally.service, tally.settings, tally.clock)
    assert slow.consumer is not None
    slow.consumer._subscriber._connection_args["max_poll_interval_ms"] = 1000
    take = slow.inbox.take

    async def take_when_open(deliveries: Sequence[Delivery]) -> None:
        await gate.wait()
        await take(deliveries)

    monkeypatch.setattr(slow.inbox, "take", take_when_open)
    await slow.start()
    try:
        for clinic in clinics:
            await publish(tally, clinic, range(5))
        async with another_worker(tally) as quick:
            await until_consumed(tally, {clinic: range(5) for clinic in clinics})
            assert partitions_of(quick) == 4
            gate.set()

            async def shared() -> None:
                assert sorted([partitions_of(slow), partitions_of(quick)]) == [2, 2]

            await eventually(shared)
            for clinic in clinics:
                await publish(tally, clinic, range(5, 10))
            await until_consumed(tally, {clinic: range(10) for clinic in clinics})
        assert slow.alive
    finally:
        await slow.stop()
