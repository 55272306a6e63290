"""`needlepoint recall drill`: a recall on a copy, timed and judged; never on the real data, and nothing is kept."""

import json
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from chassis.refusals import Refusal
from needlepoint.cli import app
from needlepoint.operate.recall_drill import named_by, require_nobody_works_there
from needlepoint.operate.recall_on_copy import Drilled, Named, drill_on
from tests.integration.inventory.stories import PEN, START, Appointment, balance, in_days, received, scan
from tests.integration.inventory.test_recalls import recall
from tests.support.running import Running


async def stored(inventory: Running) -> dict[str, str]:
    """A digest of every table that the service reads, the outbox and the event log among them."""
    tables = text(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND has_table_privilege(oid, 'SELECT')"
    )
    async with inventory.work() as work:
        names = list((await work.execute(tables)).scalars())
        assert {"outbox", "event_log", "recalls", "recall_letters", "worklist_items"} <= set(names)
        digest = "SELECT md5(coalesce(string_agg(each::text, ',' ORDER BY each::text), '')) FROM {} AS each"
        return {name: str(await work.scalar(text(digest.format(name)))) for name in sorted(names)}


async def test_it_finds_every_patient_and_cartridge_and_keeps_nothing(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 5), (scan("B"), 9))
    await received(keeper, other_clinic, (scan("A"), 2))
    twice = Appointment(clinic)
    for event in (twice.used("A", START), twice.used("A", START), Appointment(other_clinic).used("A", START)):
        await inventory.react(event)
    await inventory.react(Appointment(clinic).booked(in_days(7)))
    before = await stored(inventory)

    drilled = await drill_on(inventory.api.transactions, None)

    assert drilled.passed, drilled.checks
    assert (drilled.lots, drilled.patients, drilled.uses, drilled.letters) == (("A",), 2, 3, 2), "the lot used most"
    assert (drilled.came, drilled.quarantined, drilled.clinics) == (7, 4, 2)
    assert drilled.sheet["quarantine"] == 4
    assert await stored(inventory) == before
    assert await balance(keeper, other_clinic, "A") == {"received": 2, "used": 1, "on_hand": 1}


async def test_lots_of_a_notice_are_drilled_together(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 5), (scan("B"), 9))
    await received(keeper, other_clinic, (scan("A"), 2))
    treated = Appointment(clinic)
    for event in (treated.used("A", START), treated.used("B", START), Appointment(other_clinic).used("A", START)):
        await inventory.react(event)
    before = await stored(inventory)

    drilled = await drill_on(inventory.api.transactions, Named(PEN, ("A", "B")))

    assert drilled.passed, drilled.checks
    assert (drilled.lots, drilled.uses, drilled.patients, drilled.letters) == (("A", "B"), 3, 2, 2)
    assert (drilled.came, drilled.quarantined, drilled.clinics) == (16, 13, 2)
    assert await stored(inventory) == before


async def test_cartridges_are_drilled_by_number_and_the_others_stay(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, *((scan("A", serial=each), 1) for each in ("1", "2", "3", "4")))
    for number in ("1", "2"):
        await inventory.react(Appointment(clinic).used("A", START, number))
    before = await stored(inventory)

    drilled = await drill_on(inventory.api.transactions, Named(PEN, ("A",), ("1", "3")))

    assert drilled.passed, drilled.checks
    assert (drilled.serials, drilled.patients, drilled.quarantined, drilled.came) == (("1", "3"), 1, 1, 2)
    assert await stored(inventory) == before
    with pytest.raises(Refusal, match="Cartridge 9 of lot A never came"):
        await drill_on(inventory.api.transactions, Named(PEN, ("A",), ("9",)))


async def test_a_list_that_misses_a_use_does_not_pass(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    await inventory.react(Appointment(clinic).used("A", START))

    async def forgets(*_: object) -> list[object]:
        return []

    monkeypatch.setattr("services.inventory.queries.recalls.trace", forgets)
    drilled = await drill_on(inventory.api.transactions, Named(PEN, ("A",)))
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
        await drill_on(inventory.api.transactions, Named(PEN, ("A",)))
    with pytest.raises(Refusal, match="never came"):
        await drill_on(inventory.api.transactions, Named(PEN, ("X",)))
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


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--serial", "1"], "needs the --lot"),
        (["--lot", "A"], "needs GTIN/LOT"),
        (["--lot", f"{PEN}/A", "--lot", "09506000134369/B"], "of one product"),
        (["--lot", f"{PEN}/A", "--lot", f"{PEN}/B", "--serial", "1"], "is of one lot"),
    ],
)
def test_what_no_notice_could_name_is_refused(arguments: list[str], words: str) -> None:
    result = CliRunner().invoke(app, ["recall", "drill", "--copy", "postgresql://db.example/copy", *arguments])
    assert result.exit_code == 2
    assert words in " ".join(result.output.replace("│", " ").split())


def test_a_lot_may_have_a_slash_in_its_name() -> None:
    assert named_by([f"{PEN}/A/7"], ["1"]) == Named(PEN, ("A/7",), ("1",))


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(("holds", "code"), [(True, 0), (False, 5)])
def test_it_prints_a_certificate_and_exits_by_what_it_found(
    holds: bool, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = {"used": 3, "quarantine": 4}
    found = Drilled(PEN, ("A",), (), 0.25, 2, 4, 1, 3, 2, 2, 7, sheet, {"it adds up": holds})

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
