"""What the tests of an event's life say, and how they find out what was consumed."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import select

from chassis.data.tables import dead_letters, event_log
from chassis.events.dead_letters import DeadLetters
from chassis.events.relay import outbox_state
from chassis.run.processes import WorkerRole
from tests.integration.chassis.tally import Counted, all_consumed, count
from tests.support.running import Running
from tests.support.waiting import eventually

SETTLING = 0.4
"""Seconds in which something consumed twice would show."""

Consumed = dict[UUID, list[int]]


async def publish(running: Running, clinic: UUID, numbers: Iterable[int], product: str = "pen cartridge") -> None:
    """One transaction each, in this order."""
    for number in numbers:
        async with running.work() as work:
            work.publish(count(clinic, number, product))


async def consumed_by(running: Running) -> Consumed:
    """The numbers that each clinic's events had, in the order in which they took effect.

    Asked through the API's connections: some tests cut or use up those of the worker.
    """
    found: Consumed = {}
    async with running.api.transactions.begin() as work:
        for clinic, number in await all_consumed(work):
            found.setdefault(clinic, []).append(number)
    return found


async def until_consumed(running: Running, expected: Mapping[UUID, Sequence[int]], seconds: float = 60) -> None:
    """Return once exactly this was consumed, nothing is queued any more, and nothing more follows."""
    wanted = {clinic: list(numbers) for clinic, numbers in expected.items() if numbers}

    async def all_of_it() -> None:
        assert await consumed_by(running) == wanted

    await eventually(all_of_it, seconds)
    await until_outbox_is_empty(running)
    await asyncio.sleep(SETTLING)
    await all_of_it()


async def until_outbox_is_empty(running: Running, seconds: float = 60) -> None:
    """Return once everything is on Kafka, and known to be."""

    async def empty() -> None:
        assert await outbox_state(running.api.transactions) == (0, None)

    await eventually(empty, seconds)


async def sequences(running: Running, clinic: UUID) -> list[int]:
    """The numbers of a clinic's events in the order of the event log."""
    async with running.api.transactions.database.connect() as connection:
        payloads = await connection.scalars(
            select(event_log.c.payload).where(event_log.c.aggregateid == str(clinic)).order_by(event_log.c.sequence)
        )
        return [payload["number"] for payload in payloads]


async def published_by(running: Running) -> list[str]:
    """The types of the events that the service has published, in order."""
    async with running.api.transactions.database.connect() as connection:
        return list(await connection.scalars(select(event_log.c.type).order_by(event_log.c.sequence)))


async def letters(running: Running) -> list[tuple[str, UUID, int, str | None]]:
    """Dead letters in order of arrival: status, clinic, number, error."""
    async with running.api.transactions.database.connect() as connection:
        rows = await connection.execute(select(dead_letters).order_by(dead_letters.c.id))
        events = [(row, Counted.model_validate_json(row.value)) for row in rows]
    return [(row.status, event.clinic_id, event.number, row.error) for row, event in events]


def dead_letters_of(running: Running) -> DeadLetters:
    """What an operator's command line works with."""
    return DeadLetters(running.service.name, running.service.reactions, running.api.transactions)


@asynccontextmanager
async def another_worker(running: Running, **changes: object) -> AsyncIterator[WorkerRole]:
    """One more worker of the same service, in this process."""
    worker = WorkerRole(running.service, running.settings.model_copy(update=changes), running.clock)
    await worker.start()
    try:
        yield worker
    finally:
        if worker.started:
            await worker.stop()
