"""Inventory running on a real database, with one clinic open, two products known and the clock on a Tuesday."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.actors import Role
from chassis.ids import new_id
from services.inventory.app import service
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import START, create_products, opened


@pytest.fixture
async def inventory(running: Any) -> AsyncIterator[Any]:
    async with running(service) as inventory:
        inventory.clock.set(START)
        yield inventory
        async with inventory.work() as work:
            await assert_books_are_true(work)


@pytest.fixture
async def keeper(inventory: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A stock manager of the whole chain."""
    async with inventory.client(Role.STOCK_MANAGER) as client:
        yield client


@pytest.fixture
async def clinic(inventory: Any, keeper: httpx.AsyncClient) -> UUID:
    clinic_id = new_id()
    await inventory.react(opened(clinic_id))
    await create_products(keeper)
    return clinic_id


@pytest.fixture
async def other_clinic(inventory: Any, clinic: UUID) -> UUID:
    clinic_id = new_id()
    await inventory.react(opened(clinic_id, "Pacific/Auckland", "Ponsonby"))
    return clinic_id
