"""Errands ask the world outside without a transaction: several at once, as a gate admits, again when a worker died."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from chassis.data.tables import timers
from chassis.events.errand_loop import ErrandLoop
from chassis.events.errands import Errand, Trip
from chassis.events.lanes import TimerLanes
from chassis.events.lateness import observe_timers
from chassis.events.timers import Timers
from chassis.work import Transactions, Work
from tests.support.running import Running
from tests.support.waiting import eventually

KIND, LEASE = "ask", timedelta(minutes=5)


class Gate:
    """Admits so many in all; without a number all that are wanted."""

    def __init__(self, left: int | None = None) -> None:
        self.left = left
        self.asked = 0

    async def admits(self, transactions: Transactions, wanted: int) -> int:
        self.asked += 1
        if self.left is None:
            return wanted
        admitted = min(wanted, self.left)
        self.left -= admitted
        return admitted


class Outside:
    """What is asked: it answers at once, unless a test has it wait or fail."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.at_once = self.most_at_once = 0
        self.speaks = asyncio.Event()
        self.speaks.set()
        self.failure: Exception | None = None

    async def ask(self, trip: Trip) -> None:
        self.asked.append(trip.key)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.speaks.wait()
        self.at_once -= 1
        if self.failure is not None:
            raise self.failure


@pytest.fixture
def tally(emptied: Running) -> Running:
    return emptied


@pytest.fixture
def outside() -> Outside:
    return Outside()


def errand(run: Callable[[Trip], Awaitable[None]], gate: Gate | None = None, at_once: int = 4) -> Errand:
    return Errand(KIND, run, at_once, LEASE, gate or Gate())


def loop_of(tally: Running, kind: Errand) -> ErrandLoop:
    worker = tally.worker
    return ErrandLoop(kind, worker.transactions, worker.settings, worker.telemetry)


async def send(tally: Running, *keys: str) -> None:
    async with tally.work() as work:
        for key in keys:
            await work.set_timer(KIND, key, tally.clock.now())


async def left(tally: Running) -> int:
    async with tally.api.transactions.database.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(timers)) or 0


async def test_each_is_run_once_and_then_gone(tally: Running, outside: Outside) -> None:
    await send(tally, *"abcdefgh")
    loops = [loop_of(tally, errand(outside.ask)) for _ in range(3)]
    fired = await asyncio.gather(*[each.fire_due() for each in loops])
    assert (sum(fired), sorted(outside.asked), await left(tally)) == (8, list("abcdefgh"), 0)


async def test_several_run_at_once_and_no_more_than_may(tally: Running, outside: Outside) -> None:
    await send(tally, *"abcdefgh")
    outside.speaks.clear()
    firing = asyncio.create_task(loop_of(tally, errand(outside.ask, at_once=3)).fire_due())

    async def three_are_asked() -> None:
        assert len(outside.asked) == 3

    await eventually(three_are_asked)
    outside.speaks.set()
    assert await firing == 8
    assert outside.most_at_once == 3


async def test_the_gate_decides_how_many_start(tally: Running, outside: Outside) -> None:
    await send(tally, *"abc")
    assert await loop_of(tally, errand(outside.ask, Gate(2))).fire_due() == 2
    assert (len(outside.asked), await left(tally)) == (2, 1)


async def test_a_gate_that_admits_none_is_not_asked_again_each_time_that_some_timer_is_set(
    tally: Running, outside: Outside
) -> None:
    gate = Gate(0)
    loop = loop_of(tally, errand(outside.ask, gate))
    await send(tally, "a")

    async def it_was_asked() -> None:
        assert gate.asked == 1

    async def it_left() -> None:
        assert outside.asked == ["a"]

    with tally.clock.stopped():
        running = asyncio.create_task(loop.run())
        await eventually(it_was_asked)
        for _ in range(20):
            loop.wake()
            await asyncio.sleep(0.01)
        assert gate.asked == 1
        gate.left = 1
        tally.clock.advance(timedelta(seconds=tally.settings.poll_seconds))
        loop.wake()
        await eventually(it_left)
        loop.stop()
        await running


async def test_nobody_else_starts_one_that_is_under_way_before_its_lease_is_over(
    tally: Running, outside: Outside
) -> None:
    await send(tally, "a")
    outside.speaks.clear()
    first = asyncio.create_task(loop_of(tally, errand(outside.ask)).fire_due())

    async def it_is_asked() -> None:
        assert outside.asked == ["a"]

    await eventually(it_is_asked)
    other = loop_of(tally, errand(outside.ask))
    assert await other.fire_due() == 0
    first.cancel()  # its worker dies
    await asyncio.gather(first, return_exceptions=True)
    tally.clock.advance(LEASE)
    outside.speaks.set()
    assert await other.fire_due() == 1
    assert (outside.asked, await left(tally)) == (["a", "a"], 0)


async def test_one_that_fails_is_tried_again_later_and_holds_up_nobody(tally: Running, outside: Outside) -> None:
    loop = loop_of(tally, errand(outside.ask))
    with tally.clock.stopped():
        await send(tally, "a")
        outside.failure = RuntimeError("nobody answers")
        assert await loop.fire_due() == 1
        outside.failure = None
        await send(tally, "b")
        assert await loop.fire_due() == 1
        assert (outside.asked, await left(tally)) == (["a", "b"], 1)
    tally.clock.advance(timedelta(hours=1))
    assert await loop.fire_due() == 1
    assert (outside.asked, await left(tally)) == (["a", "b", "a"], 0)


async def test_one_that_is_set_again_while_it_runs_runs_once_more(tally: Running, outside: Outside) -> None:
    async def ask_and_set_again(trip: Trip) -> None:
        await outside.ask(trip)
        if len(outside.asked) == 1:
            await send(tally, trip.key)

    await send(tally, "a")
    assert await loop_of(tally, errand(ask_and_set_again)).fire_due() == 2
    assert (outside.asked, await left(tally)) == (["a", "a"], 0)


async def test_an_errand_holds_no_transaction_while_it_waits(tally: Running, outside: Outside) -> None:
    await send(tally, "a")
    outside.speaks.clear()
    firing = asyncio.create_task(loop_of(tally, errand(outside.ask)).fire_due())

    async def it_is_asked() -> None:
        assert outside.asked == ["a"]

    await eventually(it_is_asked)
    async with tally.work() as work:  # its row is free
        await work.cancel_timer(KIND, "a")
    outside.speaks.set()
    await firing
    assert await left(tally) == 0


async def test_a_timer_does_not_wait_for_an_errand_that_nobody_answers(tally: Running, outside: Outside) -> None:
    fired: list[str] = []
    all_kinds = Timers()

    @all_kinds("ring")
    async def ring(_work: Work, key: str, _payload: dict[str, object]) -> None:
        fired.append(key)

    all_kinds.errands.append(errand(outside.ask))
    worker = tally.worker
    lanes = TimerLanes(all_kinds, worker.transactions, worker.settings, worker.telemetry)
    await send(tally, "a")
    outside.speaks.clear()
    running = asyncio.create_task(lanes.run())

    async def it_is_asked() -> None:
        assert outside.asked == ["a"]

    async def it_has_rung() -> None:
        assert fired == ["b"]

    await eventually(it_is_asked)
    async with tally.work() as work:
        await work.set_timer("ring", "b", tally.clock.now())
    lanes.wake()
    await eventually(it_has_rung)
    outside.speaks.set()
    lanes.stop()
    await running
    assert await left(tally) == 0


async def test_what_waits_for_the_world_outside_is_no_late_timer(tally: Running) -> None:
    await send(tally, "a")
    async with tally.work() as work:
        await work.set_timer("consume", "b", tally.clock.now())
    tally.clock.advance(timedelta(minutes=10))
    telemetry = tally.worker.telemetry
    async with tally.api.transactions.database.connect() as connection:
        await observe_timers(connection, telemetry, tally.clock.now(), [KIND])
    exposed = telemetry.exposition().decode()
    assert "needlepoint_timers_late 1.0" in exposed
    assert 'needlepoint_errands_late_seconds{kind="ask"} 6' in exposed
