"""`needlepoint recall drill`: a recall on a copy, timed and judged; never on the real data, and nothing is kept."""

import json
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from chassis.data.tables import event_log
from chassis.refusals import Refusal
from needlepoint.cli import app
from needlepoint.operate.recall_drill import Drilled, drill_on, require_nobody_works_there
from services.inventory.tables import recall_letters, recalls, worklist_items
from tests.integration.inventory.stories import PEN, START, Appointment, balance, in_days, received, scan
from tests.integration.inventory.test_recalls import recall
from tests.support.running import Running

KEPT = (recalls, recall_letters, worklist_items, event_log)


async def rows(inventory: Running) -> list[int]:
    async with inventory.work() as work:
        return [int(await work.scalar(select(func.count()).select_from(table))) for table in KEPT]


async def test_it_finds_every_patient_and_cartridge_and_keeps_nothing(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 5), (scan("B"), 9))
    await received(keeper, other_clinic, (scan("A"), 2))
    twice = Appointment(clinic)
    for event in (twice.used("A", START), twice.used("A", START), Appointment(other_clinic).used("A", START)):
        await inventory.react(event)
    await inventory.react(Appointment(clinic).booked(in_days(7)))
    before = await rows(inventory)

    drilled = await drill_on(inventory.api.transactions, None)

    assert drilled.passed, drilled.checks
    assert (drilled.lot, drilled.patients, drilled.uses, drilled.letters) == ("A", 2, 3, 2), "the lot used most"
    assert (drilled.came, drilled.quarantined, drilled.clinics) == (7, 4, 2)
    assert drilled.sheet["quarantine"] == 4
    assert await rows(inventory) == before
    assert await balance(keeper, other_clinic, "A") == {"received": 2, "used": 1, "on_hand": 1}


async def test_a_list_that_misses_a_use_does_not_pass(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    await inventory.react(Appointment(clinic).used("A", START))

    async def forgets(*_: object) -> list[object]:
        return []

    monkeypatch.setattr("services.inventory.queries.recalls.trace", forgets)
    drilled = await drill_on(inventory.api.transactions, f"{PEN}/A")
    assert not drilled.passed
    assert not drilled.checks["every use that is stored is in the list"]


async def test_a_database_on_which_a_service_works_is_no_copy(inventory: Running, clinic: UUID) -> None:
    with pytest.raises(Refusal, match="no copy"):
        await require_nobody_works_there(inventory.api.transactions)


async def test_a_lot_that_is_recalled_or_unknown_is_refused(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    await recall(keeper, "A")
    with pytest.raises(Refusal, match="recalled already"):
        await drill_on(inventory.api.transactions, f"{PEN}/A")
    with pytest.raises(Refusal, match="never came"):
        await drill_on(inventory.api.transactions, f"{PEN}/X")
    with pytest.raises(Refusal, match="no lot"):
        await drill_on(inventory.api.transactions, None)


REAL = "postgresql+asyncpg://inventory:secret@db.example:5432/inventory"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INVENTORY_DATABASE_URL", REAL)
    monkeypatch.setenv("INVENTORY_KAFKA_BOOTSTRAP", "127.0.0.1:1")
    monkeypatch.setenv("INVENTORY_JWKS", "jwks.json")
    monkeypatch.setenv("INVENTORY_ALLOW_PLAINTEXT", "kafka,postgres")


@pytest.mark.usefixtures("settings")
def test_the_real_database_is_refused_whoever_signs_in() -> None:
    for copy in (REAL, "postgresql+asyncpg://inventory_owner:other@db.example/inventory"):
        result = CliRunner().invoke(app, ["recall", "drill", "--copy", copy])
        assert (result.exit_code, "This is the real database" in result.output) == (1, True), result.output
    assert CliRunner().invoke(app, ["recall", "drill"]).exit_code == 2


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(("holds", "code"), [(True, 0), (False, 5)])
def test_it_prints_a_certificate_and_exits_by_what_it_found(
    holds: bool, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = {"used": 3, "quarantine": 4}
    found = Drilled(PEN, "A", 0.25, 2, 4, 1, 3, 2, 2, 7, sheet, {"it adds up": holds})

    async def drilled(*_: object) -> Drilled:
        return found

    monkeypatch.setattr("needlepoint.operate.recall_drill._drill_at", drilled)
    file = tmp_path / "drill.json"
    copy = "postgresql+asyncpg://owner:secret@db.example/restored"
    result = CliRunner().invoke(app, ["recall", "drill", "--copy", copy, "--certificate", str(file)])
    assert result.exit_code == code
    assert "In 0.250 s: 2 patients of 3 uses" in result.output
    assert "7 came = 3 used, 4 quarantine." in result.output
    written = json.loads(file.read_text())
    assert (written["passed"], written["database"]) == (holds, "db.example:5432/restored")
    assert "secret" not in file.read_text()
