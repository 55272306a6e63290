"""What the role of a running service may do, as a deployment sets it up: rows yes, tables no, and logs only grow."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from pydantic import SecretStr
from sqlalchemy import make_url, text

from chassis.access.access import Access
from chassis.access.actors import Actor, Role
from chassis.access_log.access import ACCESS_LOG_READ
from chassis.access_log.chain import check
from chassis.access_log.writer import chain
from chassis.data.database import dsn_of
from chassis.data.partitions import month_of
from chassis.data.rights import APPEND_ONLY, GIVE_TO_LOG_ROLE
from chassis.ids import new_id
from chassis.run.migration import migrate_with
from chassis.run.pruning import Pruning
from tests.integration.chassis.tally import count, service
from tests.parts.choose import Parts
from tests.support.running import Running, running_service, settings_for


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tally(parts: Parts, keys: Path) -> AsyncIterator[Running]:
    """Migrated by the owner, run by the role of the service."""
    name = f"rights_{uuid4().hex[:8]}"
    url, owner = await parts.postgres.create_service_database(name)
    own: dict[str, Any] = {"topic_prefix": f"{name}.", "owner_database_url": owner}
    await migrate_with(service, settings_for(url, "none:1", keys / "jwks.json", **own))
    try:
        async with running_service(service, url, parts.kafka.bootstrap, keys, **own) as running:
            yield running
    finally:
        await parts.postgres.drop_database(name)


@pytest_asyncio.fixture(loop_scope="session")
async def thief(tally: Running) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Somebody with the password of the running service."""
    connection = await _signed_in(tally.settings.database_url)
    try:
        yield connection
    finally:
        await connection.close()


async def test_the_service_works_with_the_rights_of_its_role(tally: Running) -> None:
    clinic = new_id()
    async with tally.work() as work:
        work.publish(count(clinic, 1))
        work.audit("tested", str(clinic))
    await tally.react(count(clinic, 2))
    await tally.worker.upkeep.make_room()
    await Pruning(tally.service, tally.worker.transactions, tally.settings).run(datetime.now(UTC))
    await tally.worker.observe()

    assert await tally.worker.ready() == "starting"
    async with tally.work() as work:
        assert (await work.execute(text("SELECT count(*) FROM consumed"))).scalar() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE tallies ADD COLUMN more text",
        "ALTER TABLE audit_log DISABLE TRIGGER ALL",
        "DROP TABLE tallies",
        "TRUNCATE tallies",
        "TRUNCATE outbox",
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE audit_log (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE INDEX mine ON tallies (name)",
        "UPDATE alembic_version SET version_num = 'x'",
        "UPDATE least_kept SET days = 0",
        "INSERT INTO identifying_fields VALUES ('any', '{outcome}', '1')",
        "DELETE FROM redactions",
        "UPDATE redactions SET caller = 'nobody'",
        "COPY tallies TO PROGRAM 'true'",
    ],
)
async def test_the_role_of_the_service_changes_no_table_and_makes_none(
    thief: "asyncpg.Connection[asyncpg.Record]", statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await thief.execute(statement)


@pytest.mark.parametrize("table", [*APPEND_ONLY, *(f"{table}_rest" for table in APPEND_ONLY)])
async def test_what_is_in_a_log_is_not_changed_deleted_or_emptied(
    thief: "asyncpg.Connection[asyncpg.Record]", table: str
) -> None:
    column = "event_id" if table.startswith("inbox") else "id"
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await thief.execute(statement)


async def test_a_month_of_a_log_is_not_reached_beside_its_table(thief: "asyncpg.Connection[asyncpg.Record]") -> None:
    month = f"audit_log_{month_of(datetime.now(UTC)):%Y_%m}"
    for statement in (f"SELECT * FROM {month}", f"DELETE FROM {month}", f"DROP TABLE {month}"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await thief.execute(statement)


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_nobody_deletes_what_the_owners_retention_keeps(
    thief: "asyncpg.Connection[asyncpg.Record]", tally: Running, table: str
) -> None:
    kept = tally.settings.keep(table)
    for day in (datetime.now(UTC), datetime.now(UTC) - kept + timedelta(days=2)):
        with pytest.raises(asyncpg.PostgresError, match="is kept for at least"):
            await thief.execute("SELECT drop_month($1, $2)", table, day.date())
        with pytest.raises(asyncpg.PostgresError, match="is kept for at least"):
            await thief.execute("SELECT delete_rest($1, $2, 10)", table, day)


async def test_the_owners_functions_serve_for_nothing_else(thief: "asyncpg.Connection[asyncpg.Record]") -> None:
    for call in (
        "make_month('tallies', '2026-01-01')",
        "drop_month('tallies', '2020-01-01')",
        "drop_month('tallies; DROP TABLE tallies', '2020-01-01')",
        "hold('tallies', 'ACCESS EXCLUSIVE')",
        "delete_rest('tallies', '2020-01-01', 1)",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="is not kept by the month"):
            await thief.execute(f"SELECT {call}")


async def test_a_redaction_replaces_only_what_a_migration_named_and_leaves_a_trace(
    tally: Running, thief: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    clinic = new_id()
    async with tally.work() as work:
        work.publish(count(clinic, 7))
        work.audit("tested", f"patient/{clinic}", reason="a reason with a name")
    before = await thief.fetchval("SELECT payload FROM event_log WHERE aggregateid = $1", str(clinic))
    assert before

    await thief.execute("SELECT erase_from_logs($1, $2)", clinic, [f"patient/{clinic}"])

    assert await thief.fetchval("SELECT payload FROM event_log WHERE aggregateid = $1", str(clinic)) == before
    reason = "SELECT details ->> 'reason' FROM audit_log WHERE subject = $1"
    assert await thief.fetchval(reason, f"patient/{clinic}") == "(erased)"
    trace = await thief.fetchrow("SELECT caller, fields, entries FROM redactions WHERE person = $1", clinic)
    assert trace is not None
    assert tuple(trace) == (_database(tally), 0, 1)


async def test_a_table_of_the_log_role_only_grows_and_so_do_its_months(
    tally: Running, parts: Parts, thief: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """The audit log stands in for a log that is to be kept apart: a migration gives it away."""
    owner = await _signed_in(tally.settings.owner_database_url)
    try:
        await owner.execute(GIVE_TO_LOG_ROLE.format(table="audit_log"))
    finally:
        await owner.close()
    await migrate_with(service, tally.settings)
    next_year = datetime.now(UTC) + timedelta(days=366)
    await thief.execute("SELECT make_month('audit_log', $1)", next_year.date())

    owners = "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relname = ANY($1)"
    months = [f"audit_log_{month:%Y_%m}" for month in (datetime.now(UTC), next_year)]
    names = ["audit_log", "audit_log_rest", *months]
    assert [row[0] for row in await thief.fetch(owners, names)] == [f"{_database(tally)}_log"]
    for statement in ("DELETE FROM audit_log", "UPDATE audit_log SET id = id", "TRUNCATE audit_log"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await thief.execute(statement)
    async with tally.work() as work:
        work.audit("tested", "the log goes on")


async def test_the_access_log_belongs_to_a_role_of_its_own_and_is_chained_under_it(
    tally: Running, thief: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    owners = await thief.fetch(
        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relname ~ '^access_(log|intake|chains)'"
        " UNION SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE proname IN ('append_access', 'chain_access')"
    )
    assert [row[0] for row in owners] == [f"{_database(tally)}_log"]

    access = Access(tally.service.whole_policy, Actor("ana", frozenset({Role.AUDITOR}), None))
    async with tally.worker.transactions.begin(access=access) as work:
        work.access.authorize(ACCESS_LOG_READ, whose=new_id(), where=new_id())
    assert await chain(tally.worker.transactions) == 1
    async with tally.worker.transactions.database.begin() as connection:
        checked = await check(connection)
    assert (checked.entries, checked.broken) == (1, ())
    for statement in ("DELETE FROM access_log", "UPDATE access_log SET actor = 'x'", "TRUNCATE access_chains"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await thief.execute(statement)


async def test_a_table_of_somebody_else_in_the_schema_does_not_stop_a_migration(tally: Running, parts: Parts) -> None:
    admin = await asyncpg.connect(parts.postgres.admin_url, database=_database(tally))
    try:
        await admin.execute("CREATE TABLE of_an_extension (id int)")
        await migrate_with(service, tally.settings)
        rights = "SELECT has_table_privilege($1, 'of_an_extension', 'SELECT')"
        assert await admin.fetchval(rights, _database(tally)) is False
    finally:
        await admin.close()


async def test_a_shorter_setting_of_a_worker_waits_for_the_next_migration(tally: Running, parts: Parts) -> None:
    """The worker says why, and drops the month once the owner has been told."""
    settings = tally.settings.model_copy(update={"keep_audit_log_days": 30, "keep_inbox_days": 20})
    pruning = Pruning(tally.service, tally.worker.transactions, settings)
    long_ago = datetime.now(UTC) - timedelta(days=400)
    async with tally.worker.transactions.database.begin() as connection:
        await connection.execute(text("SELECT make_month('audit_log', :day)"), {"day": long_ago.date()})
    name = f"audit_log_{long_ago:%Y_%m}"

    await pruning.run(datetime.now(UTC))
    assert await _exists(tally, name)

    admin = await asyncpg.connect(parts.postgres.admin_url, database=_database(tally))
    try:
        await admin.execute("UPDATE least_kept SET days = 30 WHERE table_name = 'audit_log'")
    finally:
        await admin.close()
    await pruning.run(datetime.now(UTC))
    assert not await _exists(tally, name)


async def _exists(tally: Running, table: str) -> bool:
    async with tally.work() as work:
        found = await work.execute(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": table})
        return bool(found.scalar())


async def _signed_in(address: SecretStr | None) -> "asyncpg.Connection[asyncpg.Record]":
    assert address is not None
    return await asyncpg.connect(dsn_of(address.get_secret_value()))


def _database(tally: Running) -> str:
    return make_url(tally.settings.database_url.get_secret_value()).database or ""
