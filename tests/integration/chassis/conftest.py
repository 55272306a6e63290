"""The tally service, and what it takes to treat it badly."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text

from chassis.data.tables import metadata as chassis_tables
from tests.integration.chassis.tally import metadata, poisoned, service
from tests.parts.choose import Parts
from tests.support.doomed import DoomedWorkers, doomed_workers
from tests.support.fixtures import RunService
from tests.support.running import Running


@pytest_asyncio.fixture(loop_scope="session")
async def tally(run_service: RunService) -> AsyncIterator[Running]:
    """On a database and topics of its own; its worker only starts when the test says so."""
    poisoned.clear()
    async with run_service(service) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_tally(run_service: RunService) -> AsyncIterator[Running]:
    """One for all tests that take no event from Kafka: making a database costs more than most of them."""
    async with run_service(service) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def emptied(shared_tally: Running) -> Running:
    """The shared one, as if nothing had ever happened; only its clock has moved on."""
    poisoned.clear()
    tables = [table.name for table in (*chassis_tables.sorted_tables, *metadata.sorted_tables)]
    async with shared_tally.worker.transactions.database.begin() as connection:
        await connection.execute(text(f"TRUNCATE {', '.join(set(tables) - {'relay_shards'})}"))
    return shared_tally


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def doomed() -> AsyncIterator[DoomedWorkers]:
    """Workers that die where they are told to."""
    async with doomed_workers() as workers:
        yield workers


@pytest.fixture
def short_leases(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, object]]:
    """A dead relay's shards are free after a second, not six; what a doomed worker has to be told, too."""
    constants: list[tuple[str, str, object]] = [
        ("chassis.events.leases", "LEASE_SECONDS", 1.0),
        ("chassis.events.relay", "RENEW_SECONDS", 0.2),
    ]
    for module, name, value in constants:
        monkeypatch.setattr(f"{module}.{name}", value)
    return constants


@pytest.fixture
def several_members(parts: Parts) -> None:
    """Skip where a consumer group can have one member only."""
    if not parts.kafka.real:
        pytest.skip(f"needs several members in a group, and the {parts.kafka.description} takes one")
