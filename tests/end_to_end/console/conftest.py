"""A system and a clinic for the tests of each file, whose clock goes forward only; one browser for all."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from chassis.access.actors import Role
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import CHROMIUM
from tests.end_to_end.people import NURSE, Json, People, clinic_form, patient_form

expect.set_options(timeout=60_000)  # the machine may be busy with other tests
FETCH_WAIT_MS = 100
"""A fifth of what consumers ask elsewhere: most of the time such a test waits for its browser."""
PATIENTS = ("Marta", "Joana", "Sofia", "Inês")


@dataclass(frozen=True)
class Migrated:
    """A folder of databases that nothing ran on, and when they were made."""

    folder: Path
    at: datetime


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def migrated(tmp_path_factory: pytest.TempPathFactory) -> Migrated:
    """Made once for the files of a worker: to migrate is more than half of what a start costs (decision 0189)."""
    at = datetime.now(UTC).replace(hour=8, minute=0) + timedelta(days=7)
    made = Migrated(tmp_path_factory.mktemp("migrated"), at)
    await EmbeddedSystem(made.folder, durable=False, start=made.at).migrate()
    return made


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def system(migrated: Migrated, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedSystem]:
    """Everything, on the morning of a working day."""
    folder = tmp_path_factory.mktemp("console") / "system"
    # With who owns the files, which is PostgreSQL's account where we are root.
    copying = await asyncio.create_subprocess_exec("cp", "-a", str(migrated.folder), str(folder))
    assert await copying.wait() == 0
    begins = migrated.at + timedelta(minutes=30)
    async with EmbeddedSystem(folder, durable=False, start=begins, fetch_wait_ms=FETCH_WAIT_MS) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def people(system: EmbeddedSystem) -> AsyncIterator[People]:
    """A person of each role, at the APIs."""
    addresses = {name: running.url for name, running in system.running.items()}
    found = People(addresses, {role: system.key.token(role, now=system.now) for role in Role})
    yield found
    await found.close()


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        await launched.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clinic(system: EmbeddedSystem, people: People) -> Json:
    """In Lisbon, with a nurse, two rooms and four patients who come for a consult today."""
    made = await people.post(Role.OPERATOR, "booking", "/clinics", clinic_form("Avenida", "Europe/Lisbon"))
    at = f"/clinics/{made['id']}"
    await people.post(Role.OPERATOR, "booking", f"{at}/practitioners", NURSE)
    for name in ("Room 1", "Room 2"):
        await people.post(Role.OPERATOR, "booking", f"{at}/rooms", {"name": name})
    day = system.now.date().isoformat()
    query = {"kind": "consult", "clinic_id": made["id"], "from": day, "to": day, "limit": "50"}
    slots = (await people.ask(Role.FRONT_DESK, "booking", "/slots", **query))["items"]
    visits = []
    for number, (name, slot) in enumerate(zip(PATIENTS, slots[2::6], strict=False)):
        form = {**patient_form(made["id"], number), "given_name": name}
        patient = await people.post(Role.FRONT_DESK, "booking", "/patients", form)
        wanted = {
            "patient_id": patient["id"],
            "kind": "consult",
            **{each: slot[each] for each in ("clinic_id", "practitioner_id", "room_id", "starts_at")},
        }
        visits.append(await people.post(Role.FRONT_DESK, "booking", "/appointments", wanted))
    await system.settle()
    return {**made, "visits": visits}
