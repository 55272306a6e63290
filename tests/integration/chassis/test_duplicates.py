"""Delivered twice, and in whatever batches: the same end state."""

import random
from collections.abc import Iterator
from uuid import UUID

import pytest

from chassis.events.envelope import Delivery
from chassis.ids import new_id
from tests.integration.chassis.consuming import consumed_by, dead_letters_of
from tests.integration.chassis.tally import count, poisoned
from tests.support.running import Running, delivery_of


@pytest.fixture
def tally(emptied: Running) -> Running:
    """No worker runs: batches are handed to the inbox."""
    return emptied


def shuffled(streams: list[list[Delivery]], chance: random.Random) -> list[Delivery]:
    """One stream made of many; each keeps its own order, as Kafka's partitions do."""
    left = [list(reversed(stream)) for stream in streams if stream]
    merged: list[Delivery] = []
    while left:
        stream = chance.choice(left)
        merged.append(stream.pop())
        left = [stream for stream in left if stream]
    return merged


def twice(stream: list[Delivery], chance: random.Random) -> list[Delivery]:
    """Every event again, as at-least-once delivery repeats: from some earlier event on, all of them in order."""
    repeated: list[Delivery] = []
    start = 0
    while start < len(stream):
        end = min(start + chance.randint(1, 6), len(stream))
        repeated += stream[start:end] * 2
        start = end
    return repeated


def split(stream: list[Delivery], chance: random.Random) -> Iterator[list[Delivery]]:
    """In batches of any size."""
    start = 0
    while start < len(stream):
        size = chance.choice([1, 1, 2, 3, 5, 8, 13, 40])
        yield stream[start : start + size]
        start += size


@pytest.mark.parametrize("seed", range(6))
async def test_events_delivered_twice_in_shuffled_batches_have_their_effect_once_and_in_order(
    seed: int, tally: Running
) -> None:
    chance = random.Random(seed)
    clinics: list[UUID] = [new_id() for _ in range(5)]
    streams = [[delivery_of(count(clinic, number), new_id()) for number in range(12)] for clinic in clinics]
    first = shuffled([twice(stream, chance) for stream in streams], chance)
    again = shuffled(streams, chance)

    for batch in [*split(first, chance), *split(again, chance)]:
        await tally.worker.inbox.take(batch)

    assert await consumed_by(tally) == {clinic: list(range(12)) for clinic in clinics}


async def test_a_batch_that_holds_the_same_event_twice_has_one_effect(tally: Running) -> None:
    clinic, event_id = new_id(), new_id()
    await tally.deliver((event_id, count(clinic, 1)), (event_id, count(clinic, 1)))
    assert await consumed_by(tally) == {clinic: [1]}


@pytest.mark.parametrize("seed", range(3))
async def test_with_poison_among_them_the_end_state_is_the_same_too(seed: int, tally: Running) -> None:
    chance = random.Random(seed)
    clinics = [new_id() for _ in range(4)]
    poisoned.add("poison")
    streams = [
        [
            delivery_of(count(clinic, n, "poison" if (n, clinic) == (4, clinics[0]) else "pen"), new_id())
            for n in range(8)
        ]
        for clinic in clinics
    ]
    for batch in split(shuffled([twice(stream, chance) for stream in streams], chance), chance):
        await tally.worker.inbox.take(batch)
    assert await consumed_by(tally) == {clinics[0]: [0, 1, 2, 3]} | {clinic: list(range(8)) for clinic in clinics[1:]}

    poisoned.clear()
    await dead_letters_of(tally).replay_all()
    assert await consumed_by(tally) == {clinic: list(range(8)) for clinic in clinics}
