"""The life of an event on real parts: committed, relayed, consumed, once and in order."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio

from chassis.ids import new_id
from chassis.relay import outbox_state
from contracts.inventory.stock import StockLow
from tests.integration.chassis.tally import all_heard, service
from tests.support.fixtures import RunService
from tests.support.running import Running
from tests.support.waiting import eventually


@pytest_asyncio.fixture(loop_scope="session")
async def tally(run_service: RunService) -> AsyncIterator[Running]:
    async with run_service(service) as running:
        yield running


def low(clinic: UUID, number: int, running: Running, product: str = "pen cartridge") -> StockLow:
    return StockLow(
        clinic_id=clinic,
        gtin="09506000134352",
        product=product,
        available=number,
        reorder_point=10,
        reorder_quantity=50,
        noticed_at=running.clock.now(),
    )


async def heard_by(running: Running) -> list[tuple[UUID, int]]:
    async with running.work() as work:
        return await all_heard(work)


async def test_what_is_committed_is_heard_once_and_in_order_per_key(tally: Running):
    await tally.start_worker()
    clinics = [new_id() for _ in range(8)]
    for number in range(25):
        async with tally.work() as work:
            work.publish(*[low(clinic, number, tally) for clinic in clinics])

    async def all_there() -> None:
        assert len(await heard_by(tally)) == 200

    await eventually(all_there, seconds=20)
    found = await heard_by(tally)
    for clinic in clinics:
        assert [number for key, number in found if key == clinic] == list(range(25))
    await asyncio.sleep(0.3)
    assert await outbox_state(tally.worker.transactions) == (0, None)
