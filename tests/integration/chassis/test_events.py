"""The life of an event on real parts: committed, relayed, consumed, once and in order."""

from chassis.ids import new_id
from tests.integration.chassis.hearing import until_heard
from tests.integration.chassis.tally import low
from tests.support.running import Running


async def test_what_is_committed_is_heard_once_and_in_order_per_key(tally: Running) -> None:
    await tally.start_worker()
    clinics = [new_id() for _ in range(8)]
    for number in range(25):
        async with tally.work() as work:
            work.publish(*[low(clinic, number) for clinic in clinics])
    await until_heard(tally, {clinic: range(25) for clinic in clinics})
