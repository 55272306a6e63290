"""Every read and write of a patient's data is in the access log of its service, and nobody changes what is there."""

import asyncio
import json
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import make_url, select
from typer.testing import CliRunner, Result

from chassis.access.actors import Role
from chassis.access_log.reading import entries
from chassis.access_log.writer import LONGEST_WAIT_SECONDS, WRITE_SECONDS, Waiting
from chassis.data.database import dsn_of
from chassis.data.rows import Row
from needlepoint.cli import app
from needlepoint.services import SERVICE_NAMES, load
from services.booking.app import service as booking_service
from tests.integration.access.calls import CALLS
from tests.integration.access.calls.call import filled
from tests.integration.access.worlds import MAKERS, World
from tests.integration.booking.chain import made
from tests.integration.operations.conftest import let_the_command_line_know
from tests.parts.choose import Parts
from tests.support.fixtures import RunService
from tests.support.running import Running
from tools.access.matrix import rows_of

READS = {
    "booking": "/patients/{patient}",
    "inventory": "/reservations",
    "notifications": "/patients/{patient}/reachability",
    "screening": "/screenings/{screening}",
}
WRITES = {
    "booking": ("/appointments/{cancellable}/cancel", {"reason": "away"}),
    "notifications": ("/inbound", {"channel": "sms", "sender": "+351910000001", "text": "Hello"}),
    "screening": ("/screenings/{screening}/review", {"outcome": "declined", "reason": "Seen in person and agreed."}),
}
WRITER = {
    "booking": Role.FRONT_DESK,
    "notifications": Role.INTEGRATION,
    "screening": Role.MEDICAL_DIRECTOR,
}
"""Inventory learns of patients by events only: its API writes nothing about them."""
SHOW_PATIENTS = [name for name in SERVICE_NAMES if name in READS]
"""The console asks the other services about patients, where that is logged; its own API has their archive alone."""
LEAST = dict.fromkeys(SHOW_PATIENTS, 3) | {"console": 1}
"""Calls that show a patient, at least."""


async def logged(running: Running, patient: object, **wanted: str) -> list[Row]:
    """The entries about a patient, oldest first, once everything that waits is written."""
    await running.api.access_log.write()
    of = entries()
    conditions = [of.c[name] == value for name, value in wanted.items()]
    statement = select(of).where(of.c.patient_id == UUID(str(patient)), *conditions).order_by(of.c.id)
    async with running.work() as work:
        return (await work.execute(statement)).all()


@pytest_asyncio.fixture(loop_scope="session")
async def booking(run_service: RunService) -> AsyncIterator[Running]:
    async with run_service(booking_service) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def world(booking: Running) -> World:
    return await MAKERS["booking"](booking)


@pytest_asyncio.fixture(loop_scope="session")
async def superuser(booking: Running, parts: Parts) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Somebody whom no right of the database holds back."""
    name = make_url(booking.settings.database_url.get_secret_value()).database
    connection = await asyncpg.connect(parts.postgres.admin_url, database=name)
    try:
        yield connection
    finally:
        await connection.close()


@pytest.mark.parametrize("name", SHOW_PATIENTS)
async def test_a_read_and_a_write_of_each_service_are_logged(name: str, run_service: RunService) -> None:
    async with run_service(load(name)) as running:
        world = await MAKERS[name](running)
        clinic = UUID(str(world["clinic"]))
        reader = running.client(Role.MEDICAL_DIRECTOR, subject="dr.reis", clinics=[clinic])
        answer = await reader.get(READS[name].format_map(world), headers={"X-Correlation-Id": "look-1"})
        assert answer.status_code == 200, answer.text

        [read] = await logged(running, world["patient"], actor="dr.reis")
        assert (read.outcome, read.reason, read.roles) == ("read", "staff", "medical_director")
        assert (read.clinic_id, read.correlation_id) == (clinic, "look-1")

        if name in WRITES:
            path, body = WRITES[name]
            client = running.client(WRITER[name], subject="writer", clinics=[clinic])
            made(await client.post(path.format_map(world), json=body))
            about = world["other"] if name == "notifications" else world["patient"]
            assert [each.outcome for each in await logged(running, about, actor="writer")] == ["written"]


@pytest.mark.parametrize("name", SERVICE_NAMES)
async def test_every_call_that_answers_with_a_patient_is_logged(name: str, run_service: RunService) -> None:
    async with run_service(load(name)) as running:
        world = await MAKERS[name](running)
        showed, missing = 0, []
        for row in rows_of(load(name)):
            for number, call in enumerate(CALLS[name][row.name] if row.call.startswith("GET ") else []):
                subject = f"{row.name} {number}"
                director = running.client(Role.MEDICAL_DIRECTOR, also=(Role.AUDITOR,), subject=subject)
                query = {key: str(value) for key, value in filled(call.query, world).items()}
                answer = await director.get(filled(call.path, world), params=query)
                if answer.status_code == 200 and str(world["patient"]) in answer.text:
                    showed += 1
                    if not await logged(running, world["patient"], actor=subject, outcome="read"):
                        missing.append(f"{row.call} {query}")
    assert showed >= LEAST[name]
    assert missing == []


async def test_a_list_logs_each_patient_whom_it_shows_once(booking: Running, world: World) -> None:
    desk = booking.client(Role.FRONT_DESK, subject="desk", clinics=[UUID(world["clinic"])])
    listed = made(await desk.get("/appointments", params={"clinic_id": world["clinic"]}))["items"]
    assert len([each for each in listed if each["patient_id"] == world["patient"]]) > 1
    [entry] = await logged(booking, world["patient"], actor="desk")
    assert (entry.action, entry.operation, entry.outcome) == ("calendar:read", "list_appointments", "read")
    assert await logged(booking, world["other"], actor="desk") == []


async def test_a_refused_look_is_logged_as_refused(booking: Running, world: World) -> None:
    stranger = booking.client(Role.FRONT_DESK, subject="stranger", clinics=[UUID(world["elsewhere"])])
    assert (await stranger.get(f"/patients/{world['patient']}")).status_code == 403
    [entry] = await logged(booking, world["patient"], actor="stranger")
    assert (entry.outcome, entry.reason) == ("refused", "none")


async def test_a_write_that_fails_is_not_logged_as_written(booking: Running, world: World) -> None:
    desk = booking.client(Role.FRONT_DESK, subject="late desk")
    stale = await desk.patch(f"/patients/{world['patient']}", json={"given_name": "Ana"}, headers={"If-Match": '"99"'})
    assert stale.status_code == 412
    assert await logged(booking, world["patient"], actor="late desk") == []


async def test_two_hundred_reads_in_a_burst_are_all_there(booking: Running, world: World) -> None:
    desk = booking.client(Role.FRONT_DESK, subject="busy desk")
    answers = await asyncio.gather(*[desk.get(f"/patients/{world['patient']}") for _ in range(200)])
    assert {answer.status_code for answer in answers} == {200}
    assert len(await logged(booking, world["patient"], actor="busy desk")) == 200


async def test_patients_see_who_saw_them_and_nobody_elses_log(booking: Running, world: World) -> None:
    await booking.client(Role.FRONT_DESK, subject="curious").get(f"/patients/{world['patient']}")
    await booking.api.access_log.write()
    own = booking.client(Role.PATIENT, subject=world["patient"])
    seen = made(await own.get("/access-log", params={"limit": 200}))["items"]
    assert "curious" in {each["actor"] for each in seen}
    assert {each["patient_id"] for each in seen} == {world["patient"]}
    assert (await own.get("/access-log", params={"patient_id": world["other"]})).status_code == 403
    looks = await logged(booking, world["patient"], action="access-log:read")
    assert {(look.actor, look.reason) for look in looks} == {(world["patient"], "own")}


async def test_an_auditor_asks_by_person_and_by_clinic(booking: Running, world: World) -> None:
    desk = booking.client(Role.FRONT_DESK, subject="by name", clinics=[UUID(world["clinic"])])
    await desk.get(f"/patients/{world['patient']}")
    await booking.api.access_log.write()
    auditor = booking.client(Role.AUDITOR)
    by_person = made(await auditor.get("/access-log", params={"actor": "by name"}))["items"]
    assert [(each["patient_id"], each["operation"]) for each in by_person] == [(world["patient"], "read_patient")]
    at_clinic = made(await auditor.get("/access-log", params={"clinic_id": world["clinic"], "limit": 200}))["items"]
    assert by_person[0] in at_clinic
    elsewhere = made(await auditor.get("/access-log", params={"clinic_id": world["elsewhere"]}))["items"]
    assert by_person[0] not in elsewhere


async def test_the_role_of_the_service_changes_nothing_in_the_log(booking: Running, world: World) -> None:
    assert await logged(booking, world["patient"])
    thief = await asyncpg.connect(dsn_of(booking.settings.database_url.get_secret_value()))
    try:
        for table in ("access_log", "access_intake", "access_chains", "access_log_rest"):
            for statement in (
                f"DELETE FROM {table}",
                f"UPDATE {table} SET {'month = month' if table == 'access_chains' else 'id = id'}",
                f"TRUNCATE {table}",
                f"INSERT INTO {table} SELECT * FROM {table}",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await thief.execute(statement)
    finally:
        await thief.close()


@pytest.mark.parametrize(
    ("tampering", "words"),
    [
        ("UPDATE access_log SET actor = 'somebody else' WHERE number = 2", "entry 2"),
        ("DELETE FROM access_log WHERE number = 2", "entries 2 to 2 are missing"),
        ("DELETE FROM access_log WHERE number = (SELECT max(number) FROM access_log)", "the log ends with entry"),
        ("DELETE FROM access_chains", "the end of the chain is missing"),
    ],
)
async def test_tampering_is_found(
    booking: Running,
    world: World,
    superuser: "asyncpg.Connection[asyncpg.Record]",
    monkeypatch: pytest.MonkeyPatch,
    tampering: str,
    words: str,
) -> None:
    await booking.client(Role.FRONT_DESK).get(f"/patients/{world['patient']}")
    await booking.api.access_log.write()
    let_the_command_line_know(monkeypatch, "booking", booking.settings)
    whole = await order("access-log", "--service", "booking", "--verify")
    assert whole.exit_code == 0, whole.output

    await superuser.execute(tampering)
    found = await order("access-log", "--service", "booking", "--verify")
    assert found.exit_code == 1
    assert words in found.output


async def test_the_command_line_exports_json_lines_and_logs_its_look(
    booking: Running, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await booking.client(Role.FRONT_DESK, subject="exported").get(f"/patients/{world['patient']}")
    await booking.api.access_log.write()
    let_the_command_line_know(monkeypatch, "booking", booking.settings)
    words = ("--service", "booking", "--patient", world["patient"], "--to", "2999-01-01", "--json")
    lines = [json.loads(line) for line in (await order("access-log", *words)).stdout.splitlines()]
    assert {line["service"] for line in lines} == {"booking"}
    assert "exported" in {line["actor"] for line in lines}
    assert [each.operation for each in await logged(booking, world["patient"], actor="the command line")] == [
        "needlepoint access-log"
    ]


async def test_nothing_is_shown_while_the_log_cannot_be_written(booking: Running, world: World) -> None:
    moment = 0.0
    waiting = Waiting(booking.api.transactions, lambda: moment)
    booking.app.state.access_log = waiting
    try:
        desk = booking.client(Role.FRONT_DESK, subject="without log")
        assert (await desk.get(f"/patients/{world['patient']}")).status_code == 200
        moment = LONGEST_WAIT_SECONDS + 1
        refused = await desk.get(f"/patients/{world['patient']}")
        await waiting.write()
        again = await desk.get(f"/patients/{world['patient']}")
    finally:
        booking.app.state.access_log = booking.api.access_log
    assert refused.status_code == 503
    assert "access log" in refused.json()["detail"]
    assert again.status_code == 200
    await waiting.write()
    assert len(await logged(booking, world["patient"], actor="without log")) == 2


async def test_reads_are_refused_when_too_many_entries_wait(
    booking: Running, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = booking.client(Role.FRONT_DESK, subject="one too many")
    await booking.api.access_log.write()
    monkeypatch.setattr("chassis.access_log.writer.MOST_WAITING", 0)
    assert (await desk.get(f"/patients/{world['patient']}")).status_code == 503
    assert await logged(booking, world["patient"], actor="one too many") == []


async def test_what_is_not_written_yet_is_a_metric(
    booking: Running, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_now() -> None:
        raise ConnectionError

    metric = booking.api.telemetry.registry.get_sample_value
    await booking.api.access_log.write()
    with monkeypatch.context() as patch:
        patch.setattr(booking.api.access_log, "write", not_now)
        await booking.client(Role.FRONT_DESK, subject="waits").get(f"/patients/{world['patient']}")
        assert metric("needlepoint_access_log_waiting") == 1
        assert (metric("needlepoint_access_log_waiting_seconds") or 0) > 0
    await booking.api.access_log.write()
    assert metric("needlepoint_access_log_waiting") == metric("needlepoint_access_log_waiting_seconds") == 0


async def test_an_api_that_is_killed_a_second_later_has_logged_the_read(booking: Running, world: World) -> None:
    await booking.client(Role.FRONT_DESK, subject="before the end").get(f"/patients/{world['patient']}")
    await asyncio.sleep(2 * WRITE_SECONDS)
    of = entries()
    async with booking.work() as work:
        found = (await work.execute(select(of.c.outcome).where(of.c.actor == "before the end"))).all()
    assert [row.outcome for row in found] == ["read"]


async def test_what_was_answered_is_written_when_the_api_stops(run_service: RunService) -> None:
    async with run_service(booking_service) as running:
        world = await MAKERS["booking"](running)
        await running.client(Role.FRONT_DESK, subject="last").get(f"/patients/{world['patient']}")
        await running.api.access_log.finish()
        of = entries()
        async with running.work() as work:
            found = (await work.execute(select(of.c.operation).where(of.c.actor == "last"))).all()
        assert [row.operation for row in found] == ["read_patient"]


async def order(*words: str) -> Result:
    """What ``needlepoint`` does, in a thread: its commands run loops of their own."""
    return await asyncio.to_thread(CliRunner().invoke, app, list(words))
