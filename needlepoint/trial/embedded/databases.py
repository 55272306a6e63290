"""One database and one role per service, closed to the others: on any PostgreSQL, given a superuser's connection."""

import re
from pathlib import Path
from urllib.parse import quote

import asyncpg

SUPERUSER = "postgres"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


async def create_owned_database(connection: "asyncpg.Connection[asyncpg.Record]", name: str, password: str) -> None:
    """A role `name` and a database `name` that it owns and that no other role can enter. Idempotent; the password is
    set each time. Raises ValueError when the name is not plain (lower case, digits, underscores, at most 63)."""
    if not _NAME.fullmatch(name) or name == SUPERUSER:
        raise ValueError(f"{name!r} is not a database name: use lower-case letters, digits and underscores only")
    if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", name):
        await connection.execute(f'CREATE ROLE "{name}" LOGIN')
    secret = await connection.fetchval("SELECT quote_literal($1)", password)
    await connection.execute(f'ALTER ROLE "{name}" PASSWORD {secret}')
    if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
        await connection.execute(f'CREATE DATABASE "{name}" OWNER "{name}"')
    await connection.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')


async def create_service_database(
    connection: "asyncpg.Connection[asyncpg.Record]", name: str, password: str, owner_password: str
) -> None:
    """A database `name` for a service: `<name>_owner` owns it and migrates it, `name` runs the service and may only
    connect until a migration gives it rights (chassis/data/rights.py). `<name>_log` owns nothing yet and cannot sign
    in: it is for logs that not even the service's owner may change. Idempotent, as above; a database that `name` owned
    alone is handed over, by `hand_over`."""
    owner, log = owner_of(name), f"{name}_log"
    await create_owned_database(connection, name, password)
    for role in (owner, log):
        if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role):
            await connection.execute(f'CREATE ROLE "{role}"')
    secret = await connection.fetchval("SELECT quote_literal($1)", owner_password)
    await connection.execute(f'ALTER ROLE "{owner}" LOGIN PASSWORD {secret}')
    await connection.execute(f'GRANT "{log}" TO "{owner}"')
    await connection.execute(f'ALTER DATABASE "{name}" OWNER TO "{owner}"')
    await connection.execute(f'GRANT CONNECT ON DATABASE "{name}" TO "{name}"')


async def hand_over(inside: "asyncpg.Connection[asyncpg.Record]", name: str) -> None:
    """Give everything in the database to the owner; for databases from before there was one."""
    await inside.execute(f'REASSIGN OWNED BY "{name}" TO "{owner_of(name)}"')


async def close_to_all(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Let nobody but superusers enter the databases that every server begins with."""
    await connection.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")


def owner_of(name: str) -> str:
    """The role that owns a service's database."""
    return f"{name}_owner"


def url_of(role: str, password: str, database: str, *, socket_dir: Path | None = None, address: str = "") -> str:
    """In SQLAlchemy's form for asyncpg. `address` is host:port; without one, the socket in `socket_dir`."""
    where = f"?host={quote(str(socket_dir))}" if socket_dir else ""
    return f"postgresql+asyncpg://{role}:{quote(password, safe='')}@{address}/{database}{where}"
