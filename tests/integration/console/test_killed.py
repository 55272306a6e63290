"""The console is killed (SIGKILL) under use: its worker loses no event, and open pages come back."""

import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from chassis.access.actors import Role
from needlepoint.trial.keys import SigningKey
from needlepoint.trial.provider import RehearsalProvider
from services.booking.app import service as booking_service
from services.console.app import console_with
from services.console.settings import ConsoleSettings
from services.console.store.changes import note_change
from tests.end_to_end.processes import Program, started
from tests.integration.console.browser import ADDRESS, BY_ROLE, Browser
from tests.integration.console.inventory_says import tried, tried_item
from tests.integration.console.neighbours import Neighbours
from tests.integration.console.stories import opened
from tests.integration.console.test_read_models import a_history, rows_of
from tests.parts.choose import Parts
from tests.parts.ports import free_ports
from tests.support.doomed import doomed_workers
from tests.support.fixtures import RunService
from tests.support.running import Running
from tests.support.serving import served
from tests.support.waiting import eventually

KEEPER = BY_ROLE[Role.STOCK_MANAGER]
MODULE = "services.console.app"


async def test_a_worker_that_is_killed_within_events_leaves_the_rows_of_one_that_never_was(
    run_service: RunService, parts: Parts
) -> None:
    if not parts.kafka.real:
        pytest.skip(f"needs several members in a group, and the {parts.kafka.description} takes one")
    prefix, console = f"killed_{uuid4().hex[:8]}.", console_with(lambda: ConsoleSettings(address=ADDRESS))
    history = a_history(uuid4())
    async with (
        run_service(booking_service, topic_prefix=prefix) as booking,
        run_service(console, topic_prefix=prefix, session_timeout_ms=1000) as killed,
        run_service(console) as undisturbed,
        doomed_workers(MODULE) as doomed,
    ):
        for event in history:
            async with booking.work() as work:
                work.publish(event)
            await undisturbed.react(event)
        await booking.start_worker()

        await doomed.killed(killed, "reacted but not committed", nth=3, service=MODULE)
        await doomed.killed(killed, "committed but its offset is not", service=MODULE)
        await killed.start_worker()

        async def caught_up() -> None:
            assert await rows_of(killed) == await rows_of(undisturbed)

        await eventually(caught_up, 60)


async def test_after_a_kill_the_same_people_go_on_with_what_they_had_scanned_and_are_told_what_they_missed(
    run_service: RunService, keys: Path
) -> None:
    async with _in_use(run_service, keys) as console:
        clinic, browser = uuid4(), console.browser
        here, live = f"/c/{clinic}/stock/receive", f"/c/{clinic}/live"
        await console.running.react(opened(clinic))
        console.neighbours.says("POST /inventory/v1/receipts/try", tried(tried_item()))
        await browser.sends(await browser.signs_in(KEEPER, here), f"{here}/scan", scan="A", quantity="10")
        page = await browser.client.get(here)
        since = await _last_position(browser, clinic)

        await console.is_killed()
        async with console.running.work() as work:  # what the worker does meanwhile
            await note_change(work, clinic, "stock")
        await console.starts()

        back = await browser.client.get(here)
        assert "Put 10 on the shelf" in back.text, "nobody has to sign in or scan again"
        assert await _first_word(browser, live, {"page": "stock", "since": since}) == "changed"
        console.neighbours.says("POST /inventory/v1/receipts", {"id": str(uuid4())}, 201)
        sent = await browser.sends(page, f"{here}/finish")
        assert sent.is_redirect, "the form of the page from before"


@dataclass
class InUse:
    """A console whose API is a process of its own, with the machine's clock, and a browser at its port."""

    running: Running
    neighbours: Neighbours
    browser: Browser
    environment: dict[str, str]
    program: Program | None = None

    async def starts(self) -> None:
        """Returns when it answers."""
        self.program = await started("-m", "services.console", "api", environment=self.environment)
        await _is_ready(self.environment["CONSOLE_ADDRESS"], self.program)

    async def is_killed(self) -> None:
        """As if the machine were switched off."""
        if self.program is not None:
            await self.program.told_to_end(signal.SIGKILL)


@asynccontextmanager
async def _in_use(run_service: RunService, keys: Path) -> AsyncIterator[InUse]:
    neighbours, provider = Neighbours(), RehearsalProvider(SigningKey(keys), lambda: datetime.now(UTC))
    [port] = free_ports(1)
    async with (
        served(provider.app(), log_config=None) as entrance,
        served(neighbours.app(), log_config=None) as apis,
        run_service(console_with(lambda: ConsoleSettings(address=ADDRESS))) as running,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
    ):
        provider.address = f"http://127.0.0.1:{entrance}"
        environment = _settings(port, provider.address, f"http://127.0.0.1:{apis}") | _settings_of(running)
        browser = Browser(running, provider)
        browser.client = client
        console = InUse(running, neighbours, browser, environment)
        try:
            await console.starts()
            yield console
        finally:
            await console.is_killed()


def _settings(port: int, issuer: str, apis: str) -> dict[str, str]:
    names = ("booking", "inventory", "notifications", "screening")
    return {
        "CONSOLE_PORT": str(port),
        "CONSOLE_ADDRESS": f"http://127.0.0.1:{port}",
        "CONSOLE_OIDC_ISSUER": issuer,
        **{f"CONSOLE_{name.upper()}_URL": f"{apis}/{name}" for name in names},
    }


def _settings_of(running: Running) -> dict[str, str]:
    return {
        "CONSOLE_DATABASE_URL": running.settings.database_url.get_secret_value(),
        "CONSOLE_KAFKA_BOOTSTRAP": running.settings.kafka_bootstrap,
        "CONSOLE_JWKS": str(running.settings.jwks),
        "CONSOLE_TOPIC_PREFIX": running.settings.topic_prefix,
        "CONSOLE_ALLOW_PLAINTEXT": "kafka,postgres",
        "CONSOLE_REHEARSAL": "true",
    }


async def _is_ready(address: str, program: Program) -> None:
    async with httpx.AsyncClient(timeout=30) as probe:

        async def answers() -> None:
            try:
                answer = await probe.get(f"{address}/health/ready")
            except httpx.TransportError:
                raise AssertionError(program.output) from None
            assert answer.status_code == 200, answer.text

        await eventually(answers, 180)


async def _last_position(browser: Browser, clinic: UUID) -> str:
    page = await browser.client.get(f"/c/{clinic}/stock")
    found = re.search(r'data-since="(\d+)"', page.text)
    assert found, page.text
    return found[1]


async def _first_word(browser: Browser, address: str, query: dict[str, str]) -> str:
    async with browser.client.stream("GET", address, params=query) as stream:
        async for line in stream.aiter_lines():
            if line.startswith("event: "):
                return line.removeprefix("event: ")
    raise AssertionError("the stream said nothing")
