"""``needlepoint privacy archive``: everything about a person in one file, or no file."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest_asyncio
from typer.testing import CliRunner, Result

from chassis.access.actors import Role
from needlepoint.cli import app
from needlepoint.services import SERVICE_NAMES, load
from tests.integration.access.worlds import MAKERS, World
from tests.support.fixtures import RunService
from tests.support.running import Running
from tests.support.serving import serving


class House:
    """All services behind ports; booking knows a patient, the others know nothing of them."""

    def __init__(self, services: dict[str, Running], world: World, addresses: dict[str, str]) -> None:
        self.services = services
        self.patient = str(world["patient"])
        self.addresses = addresses

    async def archive(self, to: Path, role: Role, subject: str) -> Result:
        """The command, with a token that every service takes, whatever its clock shows."""
        earliest = min(each.clock.now() for each in self.services.values())
        key = self.services["booking"].key
        token = key.token(role, now=earliest, subject=subject, valid_for=timedelta(days=3650))
        apis = [word for name, address in self.addresses.items() for word in ("--api", f"{name}={address}")]
        words = ["privacy", "archive", "--patient", self.patient, "--to", str(to), "--token", token, *apis]
        return await asyncio.to_thread(CliRunner().invoke, app, words)


@pytest_asyncio.fixture(loop_scope="session")
async def house(run_service: RunService) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        services = {name: await stack.enter_async_context(run_service(load(name))) for name in SERVICE_NAMES}
        ports = {name: await stack.enter_async_context(serving(running)) for name, running in services.items()}
        world = await MAKERS["booking"](services["booking"])
        addresses = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        yield House(services, world, addresses)


def content_of(place: Path) -> dict[str, Any]:
    with ZipFile(place) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


async def test_a_patient_gets_json_and_pages_of_every_service_that_holds_something(
    house: House, tmp_path: Path
) -> None:
    place = tmp_path / "archive.zip"
    result = await house.archive(place, Role.PATIENT, house.patient)
    assert result.exit_code == 0, result.output

    content = content_of(place)
    assert set(content) == {"index.html", "booking.json", "booking.html"}
    parts = {part["name"]: part["rows"] for part in json.loads(content["booking.json"])["parts"]}
    [patient] = parts["patients"]
    assert parts["sessions"]
    assert patient["family_name"] in content["booking.html"]


async def test_somebody_else_gets_no_file(house: House, tmp_path: Path) -> None:
    place = tmp_path / "archive.zip"
    result = await house.archive(place, Role.FRONT_DESK, "desk")
    assert result.exit_code == 1
    assert "archive:read" in result.output
    assert not place.exists()


async def test_when_a_service_does_not_answer_there_is_no_file(house: House, tmp_path: Path) -> None:
    house.addresses["screening"] = "http://127.0.0.1:9"
    place = tmp_path / "archive.zip"
    result = await house.archive(place, Role.PATIENT, house.patient)
    assert result.exit_code == 1
    assert "does not answer" in result.output
    assert not place.exists()


async def test_an_archive_that_is_there_is_not_overwritten(house: House, tmp_path: Path) -> None:
    place = tmp_path / "archive.zip"
    place.write_bytes(b"an earlier one")
    assert (await house.archive(place, Role.PATIENT, house.patient)).exit_code == 2
    assert place.read_bytes() == b"an earlier one"
