"""Screening on a database of its own; every test brings its own patient and clinic.

Tests of signatures get a database each, since what is signed stays.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from services.screening.app import service
from tests.integration.screening.directors import signs
from tests.integration.screening.patients import Patient
from tests.support.fixtures import RunService
from tests.support.running import Running
from tests.unit.screening.factories import CURRENT


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def screening(run_service: RunService) -> AsyncIterator[Running]:
    async with run_service(service) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def unsigned(run_service: RunService) -> AsyncIterator[Running]:
    """Screening for patients: no rehearsal, and nothing signed yet."""
    async with run_service(service, rehearsal=False) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def signed(unsigned: Running) -> Running:
    """The same with the shipped rules signed."""
    await signs(unsigned, f"rule-sets/{CURRENT}")
    return unsigned


@pytest.fixture
def patient(screening: Running) -> Patient:
    return Patient(screening)
