"""A patient with a link: what notifications would say of it, and the browser that opens it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from services.notifications.domain.links import OPENS, PROVED, Act
from tests.integration.console.browser import ADDRESS, Form, read_strictly
from tests.integration.console.conftest import Console, run_console
from tests.support.fixtures import RunService
from tests.support.links import LinksUnderTest, links_in

BORN = {"born.day": "1", "born.month": "5", "born.year": "1990"}
CLINIC = {
    "name": "Clínica da Avenida",
    "address": "Avenida da Liberdade 1",
    "map_link": "https://maps.example.org/avenida",
    "phone": "+351210000000",
    "time_zone": "Europe/Lisbon",
}
LOOK, OPEN = "POST /notifications/links/look", "POST /notifications/links/open"


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> LinksUnderTest:
    """The keys of the chain's links."""
    return links_in(tmp_path_factory.mktemp("links"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(run_service: RunService, keys: Path, links: LinksUnderTest) -> AsyncIterator[Console]:
    """A console that knows these keys."""
    async with run_console(run_service, keys, link_jwks=str(links.jwks)) as made:
        yield made


@dataclass
class Link:
    """One link, as it is before it is opened."""

    console: Console
    links: LinksUnderTest
    act: Act = Act.VISIT
    language: str = "en"
    proves: str | None = "for_more"
    secret: str = field(default_factory=lambda: uuid4().hex[:22])
    patient_id: str = field(default_factory=lambda: str(uuid4()))
    subject_id: str = field(default_factory=lambda: str(uuid4()))

    def __post_init__(self) -> None:
        """It is open."""
        self.is_seen("open")
        self.opens(proved=self.act is not Act.VISIT)

    @property
    def home(self) -> str:
        """Its address."""
        return f"/l/{self.secret}"

    def is_seen(self, state: str, ended_as: str | None = None, **clinic: Any) -> None:
        """What looking at it answers from now on."""
        said = {"state": state, "ended_as": ended_as, "proves": self.proves, "language": self.language}
        self.console.neighbours.says(LOOK, {**said, "clinic": {**CLINIC, **clinic}})

    def opens(self, *, proved: bool) -> None:
        """What opening it answers from now on."""
        opens = OPENS[self.act]
        scope, own = " ".join(opens.operations), " ".join(PROVED) if proved else ""
        only = {opens.about: self.subject_id}
        token = self.links.token(self.console.running, self.patient_id, scope, own=own, **only)
        self.console.neighbours.says(OPEN, {"access_token": token, "expires_in": 900, "tries_left": 5})

    def is_wrong(self, tries_left: int) -> None:
        """What a wrong date of birth answers from now on."""
        self.console.neighbours.says(OPEN, {"access_token": None, "expires_in": None, "tries_left": tries_left})


class Phone:
    """A browser without script, in which nothing was opened yet. It follows redirects, as browsers do."""

    def __init__(self, console: Console, **headers: str) -> None:
        transport = httpx.ASGITransport(console.running.app)
        self.client = httpx.AsyncClient(
            transport=transport, base_url=ADDRESS, timeout=60, follow_redirects=True, headers=headers
        )
        self.client.event_hooks["response"].append(read_strictly)

    async def opens(self, link: Link, **born: str) -> httpx.Response:
        """The link, from the message to the page that it leads to."""
        page = await self.client.get(link.home)
        return await self.sends(page, link.home, **born)

    async def sends(self, page: httpx.Response, action: str, **fields: str) -> httpx.Response:
        """A form of a page, with what the person filled in."""
        return await self.client.post(action, data={**Form(page.text).fields[action], **fields})
