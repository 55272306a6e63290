"""The proof that nothing is booked twice holds, and fails when the guard is taken away."""

import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from rich.console import Console

from chassis.access.actors import Role
from needlepoint.trial.proof.run import Effort, prove_against, prove_on
from needlepoint.trial.system import EmbeddedSystem

pytestmark = pytest.mark.xdist_group("proof")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedSystem]:
    folder: Path = tmp_path_factory.mktemp("proof")
    async with EmbeddedSystem(folder, durable=False) as running:
        yield running


async def test_many_clients_at_once_book_nothing_twice_and_lose_nothing(system: EmbeddedSystem) -> None:
    said = io.StringIO()
    held = await prove_on(Console(file=said, width=200), Effort(clients=60, seconds=12, seed=3), system)
    assert held, said.getvalue()
    assert "refused because" not in said.getvalue()
    assert "slot-taken" in said.getvalue(), "the clients competed"


async def test_without_the_constraint_of_the_database_the_proof_finds_what_is_booked_twice(
    system: EmbeddedSystem,
) -> None:
    database = await asyncpg.connect(system.postgres.owner_url("booking").replace("postgresql+asyncpg", "postgresql"))
    try:
        await database.execute("ALTER TABLE occupations DROP CONSTRAINT occupations_apart")
    finally:
        await database.close()
    token = system.key.token(
        Role.FRONT_DESK, also=[Role.OPERATOR], now=system.now, subject="a buyer", valid_for=timedelta(hours=1)
    )
    said = io.StringIO()
    console = Console(file=said, width=200)
    held = await prove_against(console, Effort(clients=60, seconds=8, seed=4), system.url("booking"), token)
    assert not held
    assert "✗ No practitioner, device or patient is in two, and no room in more than it takes" in said.getvalue()
    assert "were cancelled; its clinics are called “Proof”." in said.getvalue()
