"""A worker is killed (SIGKILL) at each step of an event's life: nothing is lost, nothing doubled, the order holds."""

from datetime import timedelta

import pytest

from chassis.ids import new_id
from tests.integration.chassis.consuming import consumed_by, publish, until_consumed
from tests.support.doomed import DoomedWorkers
from tests.support.running import Running

pytestmark = pytest.mark.usefixtures("several_members")  # the dead member is in the group for a while


@pytest.mark.parametrize(
    ("step", "nth"),
    [
        ("before the relay reads", 1),
        ("sent but not acknowledged", 7),
        ("acknowledged but not deleted", 7),
        ("deleted from the outbox", 1),
        ("taken but not claimed", 1),
        ("reacted but not committed", 7),
        ("committed but its offset is not", 1),
    ],
)
async def test_an_event_is_consumed_once_and_in_order_although_the_worker_was_killed(
    step: str, nth: int, tally: Running, doomed: DoomedWorkers, short_leases: list[tuple[str, str, object]]
) -> None:
    tally.settings.session_timeout_ms = 1000
    clinics = [new_id(), new_id(), new_id()]
    for clinic in clinics:
        await publish(tally, clinic, range(5))

    await doomed.killed(tally, step, nth=nth, constants=short_leases)
    for clinic in clinics:
        await publish(tally, clinic, range(5, 8))
    await tally.start_worker()

    await until_consumed(tally, {clinic: range(8) for clinic in clinics})


async def test_a_timer_has_its_effect_once_although_the_worker_was_killed_within_it(
    tally: Running, doomed: DoomedWorkers, short_leases: list[tuple[str, str, object]]
) -> None:
    clinic = new_id()
    async with tally.work() as work:
        due = work.now - timedelta(days=1)
        await work.set_timer("consume", str(clinic), due, {"product": "pen cartridge", "number": 7})

    await doomed.killed(tally, "within a timer", constants=short_leases)
    assert await consumed_by(tally) == {}
    await tally.start_worker()

    await until_consumed(tally, {clinic: [7]})
