"""Durable timers: each fires once, however many workers there are; late is possible, lost is not."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from chassis.data.tables import timers
from chassis.events.timers import TimerFailed, TimerLoop
from chassis.ids import new_id
from tests.integration.chassis.consuming import another_worker, consumed_by, until_consumed
from tests.integration.chassis.tally import OVERLONG, Poison, poisoned, service
from tests.support.running import Running


@pytest.fixture
def tally(emptied: Running) -> Running:
    """No worker runs: timers are fired by hand, unless a test says otherwise."""
    return emptied


@pytest.fixture
def clinic() -> UUID:
    return new_id()


async def set_timer(tally: Running, clinic: UUID, due: datetime, number: int = 1, product: str = "pen") -> None:
    async with tally.work() as work:
        await work.set_timer("consume", str(clinic), due, {"product": product, "number": number})


async def waiting(tally: Running) -> int:
    async with tally.api.transactions.database.connect() as connection:
        return (await connection.scalar(select(func.count()).select_from(timers))) or 0


async def test_a_timer_fires_at_its_time_and_not_before(tally: Running, clinic: UUID) -> None:
    await set_timer(tally, clinic, tally.clock.now() + timedelta(weeks=4))
    assert await tally.fire_timers() == 0
    tally.clock.advance(timedelta(weeks=4))
    assert await tally.fire_timers() == 1
    assert await tally.fire_timers() == 0
    assert await consumed_by(tally) == {clinic: [1]}


async def test_setting_it_again_moves_it_and_cancelling_ends_it(tally: Running, clinic: UUID) -> None:
    other, now = new_id(), tally.clock.now()
    await set_timer(tally, clinic, now + timedelta(hours=1), number=1)
    await set_timer(tally, clinic, now + timedelta(hours=3), number=2)
    await set_timer(tally, other, now + timedelta(hours=1))
    async with tally.work() as work:
        await work.cancel_timer("consume", str(other))
        await work.cancel_timer("consume", "never set")
    tally.clock.advance(timedelta(hours=2))
    assert await tally.fire_timers() == 0
    tally.clock.advance(timedelta(hours=2))
    assert await tally.fire_timers() == 1
    assert await consumed_by(tally) == {clinic: [2]}


async def test_timers_are_cancelled_by_the_beginning_of_their_key_and_only_those(tally: Running) -> None:
    due = tally.clock.now() + timedelta(hours=1)
    async with tally.work() as work:
        for key in ("a_1/x", "a_1/y", "a91/x", "b"):
            await work.set_timer("consume", key, due, {})
        await work.cancel_timers("consume", "a_1/")
        kept = (await work.execute(select(timers.c.key).order_by(timers.c.key))).scalars()
    assert kept == ["a91/x", "b"]


async def test_a_timer_set_in_work_that_fails_was_never_set(tally: Running, clinic: UUID) -> None:
    async def fail() -> None:
        async with tally.work() as work:
            await work.set_timer("consume", str(clinic), work.now, {})
            raise Poison

    with pytest.raises(Poison):
        await fail()
    assert await waiting(tally) == 0


async def test_several_workers_fire_each_timer_once(tally: Running) -> None:
    clinics = [new_id() for _ in range(40)]
    for clinic in clinics:
        await set_timer(tally, clinic, tally.clock.now())
    others = [tally.worker.timers.rest, *[another_loop(tally) for _ in range(3)]]
    fired = await asyncio.gather(*[loop.fire_due() for loop in others])
    assert sum(fired) == 40
    assert await consumed_by(tally) == {clinic: [1] for clinic in clinics}


def another_loop(tally: Running) -> TimerLoop:
    worker = tally.worker
    return TimerLoop(service.timers, worker.transactions, worker.settings, worker.telemetry)


async def test_a_timer_that_came_due_while_no_worker_ran_is_late_and_not_lost(tally: Running, clinic: UUID) -> None:
    await set_timer(tally, clinic, tally.clock.now() + timedelta(minutes=1))
    tally.clock.advance(timedelta(days=30))
    async with another_worker(tally):
        await until_consumed(tally, {clinic: [1]})


async def test_a_timer_that_fails_is_put_off_ever_longer_and_the_others_go_on(tally: Running, clinic: UUID) -> None:
    poisoned.add("poison")
    other, due = new_id(), tally.clock.now()
    await set_timer(tally, clinic, due, product="poison")
    await set_timer(tally, other, due + timedelta(milliseconds=1))
    tally.clock.advance(timedelta(seconds=1))
    waits = []
    with tally.clock.stopped():
        for _ in range(4):
            await tally.fire_timers()
            async with tally.api.transactions.database.connect() as connection:
                row = (await connection.execute(select(timers))).one()
            assert row.error.startswith("Poison in consume_later:")
            waits.append((row.retry_at - tally.clock.now()).total_seconds())
            tally.clock.set(row.retry_at)
    assert await consumed_by(tally) == {other: [1]}
    assert waits == sorted(set(waits)), "each is longer than the one before"
    assert row.attempts == 4
    poisoned.clear()
    tally.clock.advance(timedelta(hours=1))
    await tally.fire_timers()
    assert await consumed_by(tally) == {other: [1], clinic: [1]}


async def test_a_timer_whose_event_no_topic_would_take_is_put_off_and_the_others_go_on(
    tally: Running, clinic: UUID
) -> None:
    other, due = new_id(), tally.clock.now()
    await set_timer(tally, clinic, due, product=OVERLONG)
    await set_timer(tally, other, due)
    tally.clock.advance(timedelta(seconds=1))
    await tally.fire_timers()
    assert await consumed_by(tally) == {other: [1]}
    async with tally.api.transactions.database.connect() as connection:
        row = (await connection.execute(select(timers))).one()
        assert (await connection.scalar(text("SELECT count(*) FROM outbox"))) == 0
    assert (row.key, row.attempts) == (str(clinic), 1)
    assert row.error.startswith("EventTooLarge in ")


async def test_a_timer_that_is_moved_while_it_fails_fires_when_it_was_moved_to(
    tally: Running, clinic: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned.add("poison")
    await set_timer(tally, clinic, tally.clock.now(), product="poison")
    put_off = TimerLoop._put_off

    async def moved_before(self: TimerLoop, failure: TimerFailed) -> None:
        await set_timer(tally, clinic, tally.clock.now() + timedelta(days=7), number=2)
        await put_off(self, failure)

    monkeypatch.setattr(TimerLoop, "_put_off", moved_before)
    await tally.fire_timers()
    tally.clock.advance(timedelta(days=6))
    assert await tally.fire_timers() == 0
    tally.clock.advance(timedelta(days=1, seconds=1))
    assert await tally.fire_timers() == 1
    assert await consumed_by(tally) == {clinic: [2]}


async def test_a_running_worker_notices_timers_set_by_others_and_moves_of_its_clock(
    tally: Running, clinic: UUID
) -> None:
    async with another_worker(tally):
        await set_timer(tally, clinic, tally.clock.now() + timedelta(days=3))
        tally.clock.advance(timedelta(days=3))
        await until_consumed(tally, {clinic: [1]})
