"""``needlepoint reference``: a chain brings its own version, and a director ends the rehearsal."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from typer.testing import CliRunner, Result

from chassis.access.actors import Role
from chassis.reference import in_force
from needlepoint.cli import app
from needlepoint.operate import places
from tests.integration.chassis.tally import TARIFFS, service
from tests.integration.operations.conftest import let_the_command_line_know
from tests.support.fixtures import RunService
from tests.support.running import Running
from tests.support.waiting import eventually

OF_TARIFFS = ("--kind", "tariffs", "--service", "tally")
OURS = {
    "version": "our-own",
    "title": "Our own",
    "in_force_from": "2026-11-02",
    "extends": "2026-11",
    "changes": {"steps": {"eggs": {"size": 10}, "shoes": None}},
    "bibliography": {"two-feet": None},
}


@pytest_asyncio.fixture(loop_scope="session")
async def rehearsal(run_service: RunService, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    async with run_service(service, rehearsal=True) as running:
        monkeypatch.setattr(places, "SERVICE_NAMES", ("tally",))
        monkeypatch.setattr(places, "load", lambda _: service)
        let_the_command_line_know(monkeypatch, "tally", running.settings)
        monkeypatch.setenv("TALLY_REHEARSAL", "true")
        yield running


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return written(tmp_path, OURS)


def written(folder: Path, content: Any) -> Path:
    file = folder / "ours.json"
    file.write_text(json.dumps(content))
    return file


async def order(*words: object) -> Result:
    result = await asyncio.to_thread(CliRunner().invoke, app, ["reference", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


async def listed() -> dict[str, list[str]]:
    """A tariff's version to status, day and who signed it."""
    lines = [line.split("\t") for line in (await order("list")).stdout.splitlines()[1:]]
    return {version: rest for _, kind, version, *rest in lines if kind == "tariffs"}


async def signature(running: Running) -> str | None:
    async with running.work() as work:
        counts = await in_force(work, TARIFFS, work.now.date())
    return counts.signature if counts else None


async def has_started(server: uvicorn.Server) -> None:
    assert server.started


@asynccontextmanager
async def served(running: Running) -> AsyncIterator[str]:
    """The API at an address; yields what tells the command line so."""
    config = uvicorn.Config(running.app, port=0, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await eventually(lambda: has_started(server))
    try:
        yield f"tally=http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


async def test_a_version_is_imported_compared_and_exported(rehearsal: Running, ours: Path, tmp_path: Path) -> None:
    assert (await order("check", ours, *OF_TARIFFS)).exit_code == 0
    assert set(await listed()) == {"2026-10", "2026-11"}

    assert (await order("import", ours, *OF_TARIFFS)).exit_code == 0
    assert (await order("check", ours, *OF_TARIFFS)).exit_code == 0  # the same content
    assert (await listed())["our-own"] == ["checked", "2026-11-02", "", "Our own"]

    compared = await order("diff", "tariffs", "our-own", "--service", "tally", "--against", "2026-11")
    assert compared.stdout.splitlines() == [
        "tariffs our-own, compared with 2026-11:",
        '- bibliography: {"two-feet": {"title": "Most people have two feet"}}',
        "~ steps.eggs.size",
        "    before: 12",
        "    after:  10",
        '- steps.shoes: {"size": 2, "source": "two-feet"}',
    ]
    exported = await order("export", "tariffs", "our-own", "--service", "tally")
    assert json.loads(exported.stdout) == OURS
    changed = written(tmp_path, {**OURS, "changes": {"steps": {"eggs": {"size": 11}}}})
    taken = await order("check", changed, *OF_TARIFFS)
    assert taken.exit_code == 1
    assert "version: There is a version our-own already, checked, with other content" in taken.stdout
    whole = json.loads((await order("export", "tariffs", "our-own", "--service", "tally", "--whole")).stdout)
    assert whole["content"] == {"steps": {"eggs": {"size": 10, "source": "dozen-act"}}}


async def test_a_draft_with_problems_is_kept_and_imported_again(rehearsal: Running, tmp_path: Path, ours: Path) -> None:
    wrong = written(tmp_path, {**OURS, "changes": {"steps": {"eggs": {"sise": 10}}}})
    refused = await order("import", wrong, *OF_TARIFFS)
    assert refused.exit_code == 1
    assert "steps.eggs.sise: Nothing reads this key" in refused.stdout
    assert (await listed())["our-own"][0] == "draft"
    assert (await order("import", written(tmp_path, OURS), *OF_TARIFFS)).exit_code == 0
    again = await order("import", ours, *OF_TARIFFS)
    assert again.exit_code == 1
    assert "does not change any more" in again.stdout


async def test_a_director_ends_the_rehearsal_with_one_command(rehearsal: Running) -> None:
    token = rehearsal.key.token(Role.MEDICAL_DIRECTOR, now=rehearsal.clock.now(), valid_for=timedelta(days=1))
    assert await signature(rehearsal) == "unsigned"
    async with served(rehearsal) as api:
        everything = ("sign", "--all", "--yes", "--api", api)
        signed = await order(*everything, "--token", token)
        assert signed.exit_code == 0, signed.stdout
        assert "tally: tariffs 2026-11 signed" in signed.stdout
        assert "tally: prices 2026-11 signed" in signed.stdout  # listed first, and signed after what it needs
        assert "Nothing waits for a signature." in (await order(*everything, "--token", token)).stdout
        assert await signature(rehearsal) not in (None, "unsigned")
        by_hand = ("sign", "tariffs", "2026-10", "--service", "tally", "--yes", "--api", api, "--from", "2026-12-24")
        assert (await order(*by_hand, "--token", token)).exit_code == 0
        assert (await listed())["2026-10"][:2] == ["signed", "2026-12-24"]


async def test_signing_without_permission_is_refused_in_words(rehearsal: Running) -> None:
    token = rehearsal.key.token(Role.OPERATOR, now=rehearsal.clock.now(), valid_for=timedelta(days=1))
    async with served(rehearsal) as api:
        refused = await order("sign", "--all", "--yes", "--api", api, "--token", token)
    assert refused.exit_code == 1
    assert "2026-11 is not signed" in refused.stdout
    assert "medical_director" in refused.stdout
    nowhere = await order("sign", "--all", "--yes", "--api", "tally=http://127.0.0.1:9", "--token", token)
    assert "does not answer" in nowhere.stdout
