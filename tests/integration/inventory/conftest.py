"""Inventory running on a real database, with one clinic open, two products known and the clock on a Tuesday."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from chassis.access.actors import Role
from chassis.ids import new_id
from services.inventory.app import service
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import START, create_products, opened
from tests.support.fixtures import RunService
from tests.support.running import Running


@pytest_asyncio.fixture(loop_scope="session")
async def inventory(run_service: RunService) -> AsyncIterator[Running]:
    async with run_service(service, start=START) as inventory:
        yield inventory
        async with inventory.work() as work:
            await assert_books_are_true(work)


@pytest.fixture
def keeper(inventory: Running) -> httpx.AsyncClient:
    """A stock manager of the whole chain."""
    return inventory.client(Role.STOCK_MANAGER)


@pytest_asyncio.fixture(loop_scope="session")
async def clinic(inventory: Running, keeper: httpx.AsyncClient) -> UUID:
    clinic_id = new_id()
    await inventory.react(opened(clinic_id))
    await create_products(keeper)
    return clinic_id


@pytest_asyncio.fixture(loop_scope="session")
async def other_clinic(inventory: Running, clinic: UUID) -> UUID:
    clinic_id = new_id()
    await inventory.react(opened(clinic_id, "Pacific/Auckland", "Ponsonby"))
    return clinic_id
