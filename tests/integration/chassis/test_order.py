"""Order per key: the number in the event log is the order of commits, and so the order in which all is consumed."""

import asyncio
import random
from uuid import UUID

import pytest
from sqlalchemy import select, text

from chassis.data.tables import event_log
from chassis.ids import new_id
from chassis.work import Work
from tests.integration.chassis.consuming import sequences, until_consumed
from tests.integration.chassis.tally import count
from tests.support.running import Running


async def test_fifty_at_once_on_one_key_are_consumed_in_the_order_of_the_log(tally: Running) -> None:
    await tally.start_worker()
    clinic = new_id()
    chance = random.Random(7)

    async def publish_one(number: int) -> None:
        async with tally.api.transactions.begin() as work:
            await work.execute(text("SELECT pg_sleep(:s)"), {"s": chance.random() * 0.03})
            work.publish(count(clinic, number))

    await asyncio.gather(*[publish_one(number) for number in range(50)])
    order = await sequences(tally, clinic)
    assert sorted(order) == list(range(50))
    await until_consumed(tally, {clinic: order})


async def test_who_sees_an_event_of_a_key_sees_all_before_it_although_commits_take_their_time(
    tally: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the relay stands on: per key, nothing ever appears before what was seen already.

    The transactions linger between append and commit, touch two keys each, in any order, and lock no row.
    """
    clinics = [new_id() for _ in range(3)]
    chance = random.Random(11)
    commit = Work.commit

    async def slow_to_commit(work: Work) -> None:
        await work.connection()
        end = work._end

        async def linger(commits: bool) -> None:
            await work.execute(text("SELECT pg_sleep(:s)"), {"s": chance.random() * 0.01})
            assert end is not None
            await end(commits)

        work._end = linger
        await commit(work)

    monkeypatch.setattr(Work, "commit", slow_to_commit)

    async def publish_two(number: int) -> None:
        async with tally.api.transactions.begin() as work:
            work.publish(*[count(clinic, number) for clinic in chance.sample(clinics, 2)])

    async def seen() -> dict[UUID, list[int]]:
        async with tally.worker.transactions.database.connect() as connection:
            rows = await connection.execute(
                select(event_log.c.aggregateid, event_log.c.sequence).order_by(event_log.c.sequence)
            )
            found: dict[UUID, list[int]] = {clinic: [] for clinic in clinics}
            for row in rows:
                found[UUID(row.aggregateid)].append(row.sequence)
            return found

    publishing = asyncio.gather(*[publish_two(number) for number in range(60)])
    before, looks = await seen(), 0
    while not publishing.done():
        now = await seen()
        for clinic in clinics:
            assert now[clinic][: len(before[clinic])] == before[clinic]
        before, looks = now, looks + 1
    await publishing
    assert looks > 10
    assert sum(len(numbers) for numbers in (await seen()).values()) == 120


async def test_events_of_one_work_keep_the_order_in_which_they_were_published(tally: Running) -> None:
    clinic = new_id()
    async with tally.work() as work:
        work.publish(*[count(clinic, number) for number in range(300)])
    assert await sequences(tally, clinic) == list(range(300))
