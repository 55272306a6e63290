"""An event that cannot be handled: only its key waits, and an operator frees it in order."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select

from chassis.data.tables import audit_log
from chassis.ids import new_id
from chassis.refusals import NotFound, Refusal
from tests.integration.chassis.consuming import consumed_by, dead_letters_of, letters
from tests.integration.chassis.tally import IN_NO_ZONE, count, poisoned
from tests.support.running import Running


@pytest.fixture
def tally(emptied: Running) -> Running:
    """No worker runs: batches are handed to the inbox."""
    return emptied


@pytest.fixture
def ill() -> UUID:
    """The clinic with the poisonous event."""
    return new_id()


@pytest.fixture
def well() -> UUID:
    """A clinic with nothing wrong."""
    return new_id()


async def poison(tally: Running, ill: UUID, well: UUID) -> None:
    """Number 1 of the ill clinic fails; 2 and 3 come behind it, the last in a batch of its own."""
    poisoned.add("poison")
    events = [count(ill, 0), count(well, 0), count(ill, 1, "poison"), count(well, 1), count(ill, 2), count(well, 2)]
    await tally.deliver(*[(new_id(), event) for event in events])
    await tally.deliver((new_id(), count(ill, 3)), (new_id(), count(well, 3)))


async def first_letter(tally: Running) -> int:
    return int((await dead_letters_of(tally).list())[0].id)


async def test_only_its_key_waits_and_the_dead_letter_says_what_went_wrong(
    tally: Running, ill: UUID, well: UUID
) -> None:
    await poison(tally, ill, well)
    assert await consumed_by(tally) == {ill: [0], well: [0, 1, 2, 3]}
    kept = await letters(tally)
    assert [(status, clinic, number) for status, clinic, number, _ in kept] == [
        ("failed", ill, 1),
        ("parked", ill, 2),
        ("parked", ill, 3),
    ]
    assert kept[0][3] is not None
    assert kept[0][3].startswith("Poison in consume:")
    assert (await dead_letters_of(tally).show(await first_letter(tally))).attempts == tally.settings.event_attempts


async def test_a_replay_frees_the_key_in_order(tally: Running, ill: UUID, well: UUID) -> None:
    await poison(tally, ill, well)
    poisoned.clear()
    replayed = await dead_letters_of(tally).replay(await first_letter(tally))
    assert (replayed.handled, replayed.waiting, replayed.error) == (3, 0, None)
    await tally.deliver((new_id(), count(ill, 4)))
    assert (await consumed_by(tally))[ill] == [0, 1, 2, 3, 4]
    assert await letters(tally) == []


async def test_a_replay_that_fails_again_stops_and_keeps_the_order(tally: Running, ill: UUID, well: UUID) -> None:
    await poison(tally, ill, well)
    first = await first_letter(tally)
    replayed = await dead_letters_of(tally).replay(first)
    assert (replayed.handled, replayed.waiting) == (0, 3)
    assert replayed.error is not None
    assert replayed.error.startswith("Poison")
    assert (await dead_letters_of(tally).show(first)).attempts == tally.settings.event_attempts + 1
    assert (await consumed_by(tally))[ill] == [0]
    await tally.deliver((new_id(), count(ill, 4)))
    assert [number for _, _, number, _ in await letters(tally)] == [1, 2, 3, 4]


async def test_a_replay_that_fails_at_a_later_event_has_freed_those_before_it(
    tally: Running, ill: UUID, well: UUID
) -> None:
    await poison(tally, ill, well)
    await tally.deliver((new_id(), count(ill, 4, "bad too")), (new_id(), count(ill, 5)))
    poisoned.clear()
    poisoned.add("bad too")
    replayed = await dead_letters_of(tally).replay(await first_letter(tally))
    assert (replayed.handled, replayed.waiting) == (3, 2)
    assert [(status, number) for status, _, number, _ in await letters(tally)] == [("failed", 4), ("parked", 5)]
    assert (await consumed_by(tally))[ill] == [0, 1, 2, 3]


async def test_a_discarded_event_is_in_the_audit_log_and_those_behind_it_can_be_freed(
    tally: Running, ill: UUID, well: UUID
) -> None:
    await poison(tally, ill, well)
    operator = dead_letters_of(tally)
    first, second, _ = [row.id for row in await operator.list()]
    with pytest.raises(Refusal, match="is parked behind"):
        await operator.discard(second, "no")
    assert await operator.discard(first, "the lot was typed wrongly") == 2
    with pytest.raises(NotFound):
        await operator.discard(first, "again")
    async with tally.work() as work:
        noted = (await work.execute(select(audit_log))).all()
    assert [(row.action, row.details["reason"]) for row in noted] == [
        ("dead_letter_discarded", "the lot was typed wrongly")
    ]
    await operator.replay(second)
    assert (await consumed_by(tally))[ill] == [0, 2, 3]


async def test_after_a_discard_the_next_of_the_key_can_be_discarded_as_well(
    tally: Running, ill: UUID, well: UUID
) -> None:
    await poison(tally, ill, well)
    operator = dead_letters_of(tally)
    assert [await operator.discard(row.id, "a test clinic") for row in await operator.list()] == [2, 1, 0]
    await tally.deliver((new_id(), count(ill, 4)))
    assert (await consumed_by(tally))[ill] == [0, 4]


async def test_events_that_come_during_a_replay_neither_overtake_nor_get_stuck(
    tally: Running, ill: UUID, well: UUID
) -> None:
    await poison(tally, ill, well)
    await tally.deliver(*[(new_id(), count(ill, number)) for number in range(4, 40)])
    poisoned.clear()

    async def keep_coming() -> None:
        for number in range(40, 80):
            await tally.deliver((new_id(), count(ill, number)))

    await asyncio.gather(keep_coming(), dead_letters_of(tally).replay(await first_letter(tally)))
    await dead_letters_of(tally).replay_all()  # what was parked after the replay had looked for the last time
    assert (await consumed_by(tally))[ill] == list(range(80))
    assert await letters(tally) == []


async def test_two_operators_who_replay_at_once_free_each_event_once(tally: Running, ill: UUID, well: UUID) -> None:
    await poison(tally, ill, well)
    await tally.deliver(*[(new_id(), count(ill, number)) for number in range(4, 20)])
    poisoned.clear()
    await asyncio.gather(*[dead_letters_of(tally).replay_all() for _ in range(3)])
    assert (await consumed_by(tally))[ill] == list(range(20))


async def test_what_the_database_cannot_store_is_the_event_s_fault_and_not_the_database_s(
    tally: Running, ill: UUID, well: UUID
) -> None:
    too_big = 2**40  # asyncpg refuses it for an integer column with an InterfaceError
    await asyncio.wait_for(tally.deliver((new_id(), count(ill, too_big)), (new_id(), count(well, 1))), timeout=60)
    assert await consumed_by(tally) == {well: [1]}
    assert [(status, number) for status, _, number, _ in await letters(tally)] == [("failed", too_big)]


async def test_an_error_of_the_machine_in_a_reaction_is_the_event_s_fault_and_nobody_waits(
    tally: Running, ill: UUID, well: UUID
) -> None:
    events = [count(ill, 1, IN_NO_ZONE), count(well, 1)]
    await asyncio.wait_for(tally.deliver(*[(new_id(), event) for event in events]), timeout=60)
    assert await consumed_by(tally) == {well: [1]}
    [(status, _, _, error)] = await letters(tally)
    assert (status, (error or "").split(" ")[0]) == ("failed", "IsADirectoryError")


async def test_twenty_events_that_fail_hold_up_the_others_for_a_moment_only(tally: Running, well: UUID) -> None:
    poisoned.add("poison")
    failing = [(new_id(), count(new_id(), number, "poison")) for number in range(20)]
    batch = [
        each for pair in zip(failing, [(new_id(), count(well, n)) for n in range(20)], strict=True) for each in pair
    ]
    began = asyncio.get_running_loop().time()
    await tally.deliver(*batch)
    assert asyncio.get_running_loop().time() - began < 5
    assert await consumed_by(tally) == {well: list(range(20))}
    assert [status for status, *_ in await letters(tally)] == ["failed"] * 20
