"""Offsets are committed before a consumer leaves its group."""

import asyncio
from types import SimpleNamespace
from typing import Any

from aiokafka import TopicPartition

from chassis.events.consumer import _Offsets

PLACE = TopicPartition("booking.appointments", 0)


class SlowKafka:
    """A consumer whose commits take until they are let through."""

    def __init__(self) -> None:
        self.through = asyncio.Event()
        self.committed: list[dict[TopicPartition, int]] = []

    def assignment(self) -> set[TopicPartition]:
        return {PLACE}

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        await self.through.wait()
        self.committed.append(offsets)


def done(offset: int) -> list[Any]:
    return [SimpleNamespace(topic=PLACE.topic, partition=PLACE.partition, offset=offset)]


async def test_who_stops_waits_for_a_commit_that_is_on_its_way() -> None:
    offsets, kafka = _Offsets(), SlowKafka()
    offsets.consumer = kafka
    offsets.add(done(6))
    now_and_then = asyncio.create_task(offsets.commit())
    await asyncio.sleep(0)
    stopping = asyncio.create_task(offsets.commit())
    await asyncio.sleep(0)
    assert not stopping.done()
    kafka.through.set()
    await asyncio.gather(now_and_then, stopping)
    assert kafka.committed == [{PLACE: 7}]


async def test_what_is_done_during_a_commit_is_in_the_next_one() -> None:
    offsets, kafka = _Offsets(), SlowKafka()
    offsets.consumer = kafka
    offsets.add(done(6))
    first = asyncio.create_task(offsets.commit())
    await asyncio.sleep(0)
    offsets.add(done(7))
    second = asyncio.create_task(offsets.commit())
    kafka.through.set()
    await asyncio.gather(first, second)
    assert kafka.committed == [{PLACE: 7}, {PLACE: 8}]
