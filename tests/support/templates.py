"""Migrating a database takes longer than most tests do: it is done once a service, and each test gets a copy."""

from datetime import UTC, datetime
from uuid import uuid4

from chassis.data.migrations import upgrade
from chassis.service import Service
from tests.parts.postgres import Postgres


class Templates:
    """A migrated database for each service, made when the first test asks for one. Not for two tasks at once."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._ready: dict[str, str] = {}
        self._names: list[str] = []

    async def of(self, service: Service) -> str:
        """The name of the database to copy; services with the same migrations share one."""
        if service.migrations not in self._ready:
            name = f"template_{uuid4().hex[:8]}"
            self._names.append(name)
            url = await self._postgres.create_database(name)
            await upgrade(url, service.migrations, datetime.now(UTC))
            await self._postgres.keep_as_template(name)
            self._ready[service.migrations] = name
        return self._ready[service.migrations]

    async def drop(self) -> None:
        """Leave nothing behind: the server may not be ours."""
        for name in self._names:
            await self._postgres.drop_database(name)
