"""What the role of a running service may do in its database, and what only the owner of the tables may.

An api and a worker read and write rows, and append to the logs. They cannot alter, empty, drop or create a table: that
is for migrations, which sign in as the owner. The few acts of upkeep that need the owner (a new month, the lock and the
drop of an old one) are functions of the owner, which do that and no more: docs/decisions/0033.
"""

import json
import re
from collections.abc import Iterable, Mapping
from importlib import resources

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.tables import PARTITIONED

APPEND_ONLY = tuple(table for table in PARTITIONED if table != "access_log")
"""Tables, with their partitions, in which a service adds rows and never changes or deletes one."""
GIVE_TO_LOG_ROLE = """
DO $$
DECLARE
    log text := current_database() || '_log';
    part regclass;
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = log) THEN
        EXECUTE format('GRANT USAGE, CREATE ON SCHEMA public TO %I', log);
        FOR part IN
            SELECT '{table}'::regclass UNION SELECT inhrelid FROM pg_inherits WHERE inhparent = '{table}'::regclass
        LOOP
            EXECUTE format('ALTER TABLE %s OWNER TO %I', part, log);
        END LOOP;
    END IF;
END $$
"""
"""For a migration, with the name of a table: it and its months then belong to the role `<database>_log`, which cannot
sign in, and services only add to it. Without such a role (by hand, in tests) it stays the owner's."""
OWNERS = (
    "alembic_version",
    "identifying_fields",
    "least_kept",
    "redactions",
    "access_log",
    "access_intake",
    "access_chains",
)
"""Tables, with their partitions, that a service may only read: the access log is written by its functions alone."""
IdentifyingField = tuple[str, tuple[str, ...], str | None]
"""A field of an event that says who a person is: its type, where in its content, and what may replace it."""
TOO_YOUNG = "NP001"
"""SQLSTATE of a deletion that the owner's retention period forbids."""


def _read_functions(script: str) -> list[str]:
    return re.split(r"\n\n(?=CREATE )", resources.files("chassis.data").joinpath(script).read_text())[1:]


_FUNCTIONS = _read_functions("upkeep.sql")
_OF_THE_LOG = _read_functions("access_log.sql")
_GIVE_FUNCTIONS = """
DO $$
DECLARE
    log text := current_database() || '_log';
    each regprocedure;
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = log) THEN
        FOR each IN
            SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            AND proname IN ('append_access', 'digest_of_access', 'chain_access')
        LOOP
            EXECUTE format('ALTER FUNCTION %s OWNER TO %I', each, log);
        END LOOP;
    END IF;
END $$
"""


# Months are reached through their table; the rest partitions are also read by themselves. Tables of others, such as an
# extension's, are left alone.
_TABLES = (
    "SELECT relname AS name, relowner = current_user::regrole AS ours FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND pg_has_role(relowner, 'USAGE')"
    " AND (NOT relispartition OR relname LIKE '%\\_rest') ORDER BY relname"
)


async def create_functions(
    connection: AsyncConnection, least_kept: Mapping[str, int], identifying: Iterable[IdentifyingField] = ()
) -> None:
    """Create the owner's functions. Safe to repeat; part of every migration.

    ``least_kept`` are days by partitioned table: no service may delete younger rows, whatever its own settings say.
    ``identifying`` are the fields that may be redacted in the event log; a field that was named
    once stays named, because old events have it.
    """
    for statement in (*_FUNCTIONS, *_OF_THE_LOG, _GIVE_FUNCTIONS):
        await connection.exec_driver_sql(statement)
    for table, days in least_kept.items():
        await connection.exec_driver_sql(
            "INSERT INTO least_kept VALUES ($1, $2) ON CONFLICT (table_name) DO UPDATE SET days = excluded.days",
            (table, days),
        )
    for type_name, path, instead in identifying:
        await connection.exec_driver_sql(
            "INSERT INTO identifying_fields VALUES ($1, $2, $3::text::jsonb)"
            " ON CONFLICT (type, path) DO UPDATE SET instead = excluded.instead",
            (type_name, list(path), json.dumps(instead)),
        )
    await connection.exec_driver_sql("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC")


async def grant_rights(connection: AsyncConnection, runtime: str | None) -> None:
    """Give the role of the running service its rights. Safe to repeat; part of every migration, which may bring tables.

    With one role for everything (by hand, in tests) that role owns the tables, and nothing is taken from it.
    """
    if runtime is None or runtime == (await connection.exec_driver_sql("SELECT current_user")).scalar_one():
        return
    role = '"{}"'.format(runtime.replace('"', '""'))
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
    ):
        await connection.exec_driver_sql(statement)
    for table in (await connection.exec_driver_sql(_TABLES)).all():
        await connection.exec_driver_sql(f'REVOKE ALL ON TABLE "{table.name}" FROM {role}')
        rights = _rights_on(table.name, table.ours)
        await connection.exec_driver_sql(f'GRANT {rights} ON TABLE "{table.name}" TO {role}')


def _rights_on(table: str, ours: bool) -> str:
    if table.removesuffix("_rest") in OWNERS:
        return "SELECT"
    only_grows = table.removesuffix("_rest") in APPEND_ONLY or not ours
    return "SELECT, INSERT" if only_grows else "SELECT, INSERT, UPDATE, DELETE"
