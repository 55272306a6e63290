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


def url_of(role: str, password: str, database: str, *, socket_dir: Path | None = None, address: str = "") -> str:
    """In SQLAlchemy's form for asyncpg. `address` is host:port; without one, the socket in `socket_dir`."""
    where = f"?host={quote(str(socket_dir))}" if socket_dir else ""
    return f"postgresql+asyncpg://{role}:{quote(password, safe='')}@{address}/{database}{where}"
