"""The life of an event on real parts: committed, relayed, consumed, once and in order."""

from chassis.ids import new_id
from tests.integration.chassis.consuming import dead_letters_of, letters, publish, until_consumed
from tests.integration.chassis.tally import count, poisoned
from tests.support.running import Running
from tests.support.waiting import eventually


async def test_what_is_committed_is_consumed_once_and_in_order_per_key(tally: Running) -> None:
    await tally.start_worker()
    clinics = [new_id() for _ in range(8)]
    for number in range(25):
        async with tally.work() as work:
            work.publish(*[count(clinic, number) for clinic in clinics])
    await until_consumed(tally, {clinic: range(25) for clinic in clinics})


async def test_behind_an_event_that_cannot_be_handled_only_its_key_waits_until_it_is_freed(tally: Running) -> None:
    ill, well = new_id(), new_id()
    poisoned.add("poison")
    await tally.start_worker()
    await publish(tally, ill, [0])
    await publish(tally, ill, [1], "poison")
    await publish(tally, ill, [2, 3])
    await publish(tally, well, range(4))

    async def parked() -> None:
        assert [number for _, _, number, _ in await letters(tally)] == [1, 2, 3]

    await eventually(parked)
    await until_consumed(tally, {ill: [0], well: range(4)})
    poisoned.clear()
    await dead_letters_of(tally).replay_all()
    await publish(tally, ill, [4])
    await until_consumed(tally, {ill: range(5), well: range(4)})
