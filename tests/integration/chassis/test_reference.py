"""The life of reference data: drafted, checked, signed, in force from a day, withdrawn; and never changed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from asyncpg import IntegrityConstraintViolationError
from sqlalchemy import select, text

from chassis.access.actors import Role
from chassis.data.tables import audit_log
from chassis.reference import UNSIGNED, NothingInForce, in_force, require_in_force, version
from chassis.reference.importing import PublishedHasChanged, import_shipped, verify
from chassis.reference.store import ReferenceAltered
from chassis.reference.tables import metadata as reference_tables
from chassis.run.main import main
from tests.integration.chassis.tally import REFERENCE, TARIFFS, service
from tests.integration.operations.conftest import let_the_command_line_know
from tests.integration.test_migrated_schema import differences_from
from tests.support.fixtures import RunService
from tests.support.running import Running

TODAY = date(2026, 11, 23)
PATH = "/reference/tariffs"


@pytest_asyncio.fixture(loop_scope="session")
async def clinic(run_service: RunService) -> AsyncIterator[Running]:
    """Where patients are: nothing unsigned decides."""
    async with run_service(service, rehearsal=False) as running:
        yield running


@pytest.fixture
def director(clinic: Running) -> httpx.AsyncClient:
    return clinic.client(Role.MEDICAL_DIRECTOR)


def draft(name: str, size: int = 3, **changes: Any) -> dict[str, Any]:
    steps = {"wishes": {"size": size, "source": "dozen-act"}}
    return {"version": name, "title": "Wishes", "extends": "2026-11", "changes": {"steps": steps}, **changes}


async def sign(director: httpx.AsyncClient, name: str, day: date | None = None) -> httpx.Response:
    return await director.post(f"{PATH}/{name}/sign", json={"in_force_from": str(day)} if day else {})


async def counting(running: Running, day: date = TODAY) -> str | None:
    async with running.work() as work:
        counts = await in_force(work, TARIFFS, day)
    return counts.version if counts else None


async def test_nothing_unsigned_is_in_force_outside_a_rehearsal(clinic: Running) -> None:
    async with clinic.work() as work:
        with pytest.raises(NothingInForce, match="medical director"):
            await require_in_force(work, TARIFFS, TODAY)


async def test_in_a_rehearsal_the_newest_checked_version_counts_unsigned_until_one_is_signed(
    run_service: RunService,
) -> None:
    async with run_service(service, rehearsal=True) as running:
        async with running.work() as work:
            counts = await in_force(work, TARIFFS, TODAY)
            assert counts is not None
            assert (counts.version, counts.signature) == ("2026-11", UNSIGNED)
            assert counts.document.steps["eggs"].size == 12
        director = running.client(Role.MEDICAL_DIRECTOR)
        await sign(director, "2026-10")
        assert await counting(running) == "2026-10"


async def test_a_signed_version_counts_until_the_next_begins(clinic: Running, director: httpx.AsyncClient) -> None:
    assert (await sign(director, "2026-10")).status_code == 200
    later = TODAY + timedelta(days=9)
    assert (await sign(director, "2026-11", later)).json()["in_force_from"] == str(later)
    assert await counting(clinic) == "2026-10"
    assert await counting(clinic, later - timedelta(days=1)) == "2026-10"
    assert await counting(clinic, later) == "2026-11"
    async with clinic.work() as work:
        counts = await require_in_force(work, TARIFFS, TODAY)
    assert counts.signed
    assert counts.signature != UNSIGNED


async def test_a_withdrawn_version_decides_nothing_more_and_still_explains(
    clinic: Running, director: httpx.AsyncClient
) -> None:
    await sign(director, "2026-10")
    await sign(director, "2026-11")
    assert await counting(clinic) == "2026-11"
    answer = await director.post(f"{PATH}/2026-11/withdraw", json={"reason": "a pair was meant to be three"})
    assert answer.json()["withdrawn_reason"] == "a pair was meant to be three"
    assert answer.json()["signed_by"] == answer.json()["withdrawn_by"]
    assert await counting(clinic) == "2026-10"
    async with clinic.work() as work:
        old = await version(work, TARIFFS, "2026-11")
    assert old.withdrawn
    assert old.document.steps["shoes"].size == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE reference_versions SET document = '{}'",
        "UPDATE reference_versions SET title = 'Other'",
        "UPDATE reference_versions SET status = 'draft', checked_at = NULL, signed_at = NULL",
        "UPDATE reference_versions SET in_force_from = '2020-01-01' WHERE status = 'signed'",
        "UPDATE reference_versions SET signed_by = 'somebody else' WHERE status = 'signed'",
        "DELETE FROM reference_versions",
        "TRUNCATE reference_versions",
    ],
)
async def test_the_database_refuses_to_change_what_was_published(
    clinic: Running, director: httpx.AsyncClient, change: str
) -> None:
    await sign(director, "2026-11")
    with pytest.raises(IntegrityConstraintViolationError, match=r"never|stays"):
        async with clinic.work() as work:
            await work.execute(text(change))


async def test_the_migrated_table_is_the_one_that_the_code_expects(clinic: Running) -> None:
    assert await differences_from(clinic, reference_tables) == []


async def test_importing_again_changes_nothing(clinic: Running) -> None:
    async with clinic.work() as work:
        assert await import_shipped(work, REFERENCE) == []


async def test_a_published_file_that_has_changed_is_not_imported(clinic: Running) -> None:
    async with clinic.work() as work:
        await as_if_nothing_guarded(await work.connection())
        await work.execute(text('UPDATE reference_versions SET written = written || \'{"title": "x"}\''))
        with pytest.raises(PublishedHasChanged, match="prices/2026-11 was published and has changed"):
            await import_shipped(work, REFERENCE)
        await work.close()  # nothing of this is kept


async def test_content_that_was_altered_by_hand_is_noticed_at_the_start_and_at_its_use(clinic: Running) -> None:
    async with clinic.work() as work:
        await as_if_nothing_guarded(await work.connection())
        steps = {"eggs": {"size": uuid4().int % 1000 + 13, "source": "dozen-act"}}
        await work.execute(
            text("UPDATE reference_versions SET document = jsonb_set(document, '{steps}', CAST(:steps AS jsonb))"),
            {"steps": str(steps).replace("'", '"')},
        )
    with pytest.raises(ReferenceAltered, match="does not match its digest"):
        await verify(clinic.worker.transactions, REFERENCE)


async def as_if_nothing_guarded(connection: Any) -> None:
    await connection.execute(text("ALTER TABLE reference_versions DISABLE TRIGGER ALL"))


async def test_only_a_director_of_the_whole_chain_signs_and_withdraws(clinic: Running) -> None:
    for other in (Role.OPERATOR, Role.PRACTITIONER, Role.FRONT_DESK):
        assert (await sign(clinic.client(other), "2026-11")).status_code == 403
    local = clinic.client(Role.MEDICAL_DIRECTOR, clinics=[uuid4()])
    refused = await sign(local, "2026-11")
    assert refused.status_code == 403
    assert "whole chain" in refused.json()["detail"]
    assert (await local.post(f"{PATH}/2026-11/withdraw", json={"reason": "not mine"})).status_code == 403
    assert await counting(clinic) is None


async def test_of_two_directors_at_once_one_signs(clinic: Running) -> None:
    both = [clinic.client(Role.MEDICAL_DIRECTOR, subject=who) for who in ("dr-a", "dr-b")]
    answers = await asyncio.gather(*[sign(each, "2026-11") for each in both])
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    loser = next(answer for answer in answers if answer.status_code == 409)
    assert loser.json()["type"] == "urn:needlepoint:problem:already-signed"


async def test_a_version_never_comes_into_force_before_it_is_signed(director: httpx.AsyncClient) -> None:
    assert (await sign(director, "2026-11", TODAY - timedelta(days=2))).status_code == 422


async def test_a_draft_is_edited_checked_and_signed_and_then_stays(
    clinic: Running, director: httpx.AsyncClient
) -> None:
    operator = clinic.client(Role.OPERATOR)
    created = await operator.post(PATH, json=draft("our-wishes", size=0))
    assert created.status_code == 201, created.text
    assert created.json()["document"]["steps"].keys() == {"eggs", "shoes", "wishes"}
    found = (await operator.post(f"{PATH}/our-wishes/check")).json()
    assert [each["path"] for each in found["problems"]] == ["steps.wishes.size"]
    assert found["status"] == "draft"
    assert (await sign(director, "our-wishes")).json()["type"] == "urn:needlepoint:problem:not-checked"

    async def edited(etag: str) -> int:
        answer = await operator.put(f"{PATH}/our-wishes", json=draft("our-wishes"), headers={"If-Match": etag})
        return answer.status_code

    assert await edited(created.headers["ETag"]) == 200
    assert await edited(created.headers["ETag"]) == 412
    assert (await operator.post(f"{PATH}/our-wishes/check")).json() == {"status": "checked", "problems": []}
    assert await edited('"2"') == 409
    assert (await sign(director, "our-wishes")).status_code == 200
    assert await counting(clinic) == "our-wishes"


async def test_a_draft_can_be_discarded_and_a_checked_version_cannot(clinic: Running) -> None:
    operator = clinic.client(Role.OPERATOR)
    created = await operator.post(PATH, json=draft("our-wishes"))
    match = {"If-Match": created.headers["ETag"]}
    assert (await operator.delete(f"{PATH}/our-wishes", headers=match)).status_code == 204
    assert (await operator.get(f"{PATH}/our-wishes")).status_code == 404
    assert (await operator.delete(f"{PATH}/2026-11", headers=match)).status_code == 409


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"steps": {"wishes": {"size": "3", "source": "dozen-act"}}}, "steps.wishes.size"),
        ({"steps": {"wishes": {"size": 3, "sourse": "dozen-act"}}}, "steps.wishes.sourse"),
        ({"steps": {"wishes": {"size": 3, "source": "hearsay"}}}, "steps.wishes.source"),
        ({"steps": {"egs": None}}, "steps.egs"),
        ({"stepps": {}}, "stepps"),
    ],
)
async def test_what_a_check_finds_is_named_by_path(clinic: Running, changes: dict[str, Any], path: str) -> None:
    operator = clinic.client(Role.OPERATOR)
    await operator.post(PATH, json={**draft("ours"), "changes": changes})
    found = (await operator.post(f"{PATH}/ours/check")).json()
    assert path in [each["path"] for each in found["problems"]], found


async def test_names_of_releases_and_drafts_as_a_base_are_refused(clinic: Running) -> None:
    operator = clinic.client(Role.OPERATOR)
    assert (await operator.post(PATH, json=draft("2027-01"))).status_code == 422
    await operator.post(PATH, json=draft("ours"))
    assert (await operator.post(PATH, json=draft("ours"))).status_code == 409
    on_a_draft = await operator.post(PATH, json=draft("theirs", extends="ours"))
    assert on_a_draft.json()["type"] == "urn:needlepoint:problem:extends-a-draft"


async def test_a_director_reads_it_whole_and_as_a_difference_to_what_is_in_force(
    clinic: Running, director: httpx.AsyncClient
) -> None:
    whole = (await director.get(f"{PATH}/2026-11")).json()
    assert whole["document"]["steps"].keys() == {"eggs", "shoes"}
    assert {each["key"]: each["entry"]["title"] for each in whole["sources"]} == {
        "dozen-act": "An act about dozens",
        "two-feet": "Most people have two feet",
    }
    assert whole["bibliography"].keys() == {"two-feet"}, "what it brings itself"
    assert (await director.get(f"{PATH}/2026-11/diff")).json()["against"] is None
    await sign(director, "2026-10")
    compared = (await director.get(f"{PATH}/2026-11/diff")).json()
    assert compared["against"] == "2026-10"
    assert [(each["change"], each["path"]) for each in compared["differences"]] == [
        ("added", "bibliography"),
        ("added", "steps.shoes"),
    ]
    kinds = (await director.get("/reference")).json()
    assert [(kind["name"], kind["in_force"], kind["rehearsal"]) for kind in kinds] == [
        ("prices", None, False),
        ("tariffs", "2026-10", False),
    ]
    assert [each["version"] for each in (await director.get(PATH)).json()["items"]] == ["2026-10", "2026-11"]


async def test_what_a_version_is_written_for_is_signed_before_it(clinic: Running, director: httpx.AsyncClient) -> None:
    path = "/reference/prices/2026-11/sign"
    assert (await director.post(path, json={})).json()["type"] == "urn:needlepoint:problem:needs-signature"
    await sign(director, "2026-11")
    assert (await director.post(path, json={})).status_code == 200


async def test_a_version_that_does_not_fit_what_it_needs_has_problems(clinic: Running) -> None:
    operator = clinic.client(Role.OPERATOR)
    for tariff, path in (("2026-11", "cents.shoes"), ("2027-05", "")):
        name = f"for-{tariff}"
        prices = {"tariff": tariff, "cents": {"eggs": 300}}
        await operator.post("/reference/prices", json={"version": name, "title": "Cheap", "content": prices})
        found = (await operator.post(f"/reference/prices/{name}/check")).json()
        assert [each["path"] for each in found["problems"]] == [path]


async def test_of_two_drafts_of_one_name_at_once_one_is_kept(clinic: Running) -> None:
    operator = clinic.client(Role.OPERATOR)
    answers = await asyncio.gather(*[operator.post(PATH, json=draft("ours")) for _ in range(2)])
    assert sorted(answer.status_code for answer in answers) == [201, 409]


@pytest.mark.parametrize("role", ["api", "worker"])
async def test_a_process_does_not_start_over_altered_reference_data(
    clinic: Running, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    let_the_command_line_know(monkeypatch, "tally", clinic.settings)
    async with clinic.work() as work:
        await as_if_nothing_guarded(await work.connection())
        await work.execute(text("UPDATE reference_versions SET title = 'Other' WHERE version = '2026-11'"))
    with pytest.raises(SystemExit, match=r"Version 2026-11 of (tariffs|prices) .* does not match its digest"):
        await asyncio.to_thread(main, service, [role])


async def test_migrate_stops_at_a_published_file_that_has_changed(
    clinic: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_the_command_line_know(monkeypatch, "tally", clinic.settings)
    async with clinic.work() as work:
        await as_if_nothing_guarded(await work.connection())
        other = """UPDATE reference_versions SET written = jsonb_set(written, '{title}', '"Other"')"""
        await work.execute(text(other))
    with pytest.raises(SystemExit, match="was published and has changed"):
        await asyncio.to_thread(main, service, ["migrate"])


async def test_patients_do_not_read_it(clinic: Running) -> None:
    assert (await clinic.client(Role.PATIENT, subject=uuid4()).get(PATH)).status_code == 403


async def test_what_waited_goes_on_when_a_version_is_signed_and_again_until_its_day_has_begun_everywhere(
    clinic: Running, director: httpx.AsyncClient
) -> None:
    await sign(director, "2026-10")
    assert await noted(clinic) == ["2026-10"]
    await sign(director, "2026-11", TODAY + timedelta(days=9))
    assert await noted(clinic) == ["2026-10"]
    clinic.clock.set(datetime(2026, 12, 1, 10, 30, tzinfo=UTC))  # 2 December has begun at UTC+14
    await clinic.fire_timers()
    assert await noted(clinic) == ["2026-10", "2026-10"]
    clinic.clock.set(datetime(2026, 12, 2, 12, 30, tzinfo=UTC))
    await clinic.fire_timers()
    assert await noted(clinic) == ["2026-10", "2026-10", "2026-11"]
    clinic.clock.advance(timedelta(days=2))
    assert await clinic.fire_timers() == 0


async def noted(running: Running) -> list[str]:
    async with running.work() as work:
        rows = await work.execute(
            select(audit_log.c.subject).where(audit_log.c.action == "tariff counts").order_by(audit_log.c.id)
        )
        return list(rows.scalars())
