"""Waiting longer after each failure, up to a limit."""

import asyncio

from chassis.run.backoff import Backoff, wait_for
from chassis.run.settings import Settings

SETTINGS = Settings(database_url="postgresql://", kafka_bootstrap="x", jwks="x", retry_seconds=1, retry_seconds_max=5)


def test_waits_double_up_to_the_longest_and_are_spread() -> None:
    backoff = Backoff(SETTINGS)
    for whole in (1, 2, 4, 5, 5):
        assert 0.8 * whole <= backoff.next() <= whole


def test_after_a_success_it_starts_again() -> None:
    backoff = Backoff(SETTINGS)
    for _ in range(5):
        backoff.next()
    backoff.reset()
    assert backoff.next() <= 1


async def test_waiting_ends_with_the_first_event_or_the_time_and_leaves_nothing_behind() -> None:
    before = asyncio.all_tasks()
    never, soon = asyncio.Event(), asyncio.Event()
    asyncio.get_running_loop().call_later(0.01, soon.set)
    await wait_for(never, soon, seconds=3600)  # longer than the suite's timeout: only the event can end it
    await wait_for(never, seconds=0.01)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() <= before
