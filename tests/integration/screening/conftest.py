"""Screening on a database of its own; every test brings its own patient and clinic."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from services.screening.app import service
from tests.integration.screening.patients import Patient
from tests.support.fixtures import RunService
from tests.support.running import Running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def screening(run_service: RunService) -> AsyncIterator[Running]:
    async with run_service(service) as running:
        yield running


@pytest.fixture
def patient(screening: Running) -> Patient:
    return Patient(screening)
