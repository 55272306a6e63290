"""The console on a database of its own, with a provider that signs people in and a stand-in for the four APIs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest_asyncio

from needlepoint.trial.keys import SigningKey
from needlepoint.trial.provider import RehearsalProvider
from services.console.app import console_with
from services.console.settings import ConsoleSettings
from tests.integration.console.browser import ADDRESS, Browser
from tests.integration.console.neighbours import Neighbours
from tests.integration.console.stories import opened
from tests.support.fixtures import RunService
from tests.support.running import Running
from tests.support.serving import served


@dataclass
class Console:
    """Everything that a test of pages needs."""

    running: Running
    provider: RehearsalProvider
    neighbours: Neighbours
    clinic: UUID

    def browser(self) -> Browser:
        """A browser in which nobody is signed in."""
        return Browser(self.running, self.provider)


@asynccontextmanager
async def run_console(run_service: RunService, keys: Path, **changes: object) -> AsyncIterator[Console]:
    """With a clinic in it."""
    neighbours = Neighbours()
    started: list[Running] = []
    provider = RehearsalProvider(SigningKey(keys), lambda: started[0].clock.now())
    async with served(provider.app(), log_config=None) as entrance, served(neighbours.app(), log_config=None) as port:
        provider.address, apis = f"http://127.0.0.1:{entrance}", f"http://127.0.0.1:{port}"
        settings = ConsoleSettings(
            address=ADDRESS,
            oidc_issuer=provider.address,
            booking_url=f"{apis}/booking",
            inventory_url=f"{apis}/inventory",
            notifications_url=f"{apis}/notifications",
            screening_url=f"{apis}/screening",
        )
        async with run_service(console_with(lambda: settings), **changes) as running:
            started.append(running)
            yield await with_a_clinic(Console(running, provider, neighbours, uuid4()))


async def with_a_clinic(console: Console) -> Console:
    """Open it; nobody is expected there."""
    await console.running.react(opened(console.clinic))
    console.neighbours.says(f"GET /booking/v1/clinics/{console.clinic}/day", {"appointments": []})
    return console


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(run_service: RunService, keys: Path) -> AsyncIterator[Console]:
    async with run_console(run_service, keys) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def console(house: Console) -> Console:
    """With a clinic of the test's own."""
    house.neighbours.asked.clear()
    return await with_a_clinic(replace(house, clinic=uuid4()))


@pytest_asyncio.fixture(loop_scope="session")
async def lone(run_service: RunService, keys: Path) -> AsyncIterator[Console]:
    """With a database of the test's own, and one connection to it."""
    async with run_console(run_service, keys, limit_address_rate=0.1, pool_size=1) as made:
        yield made
