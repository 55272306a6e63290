"""Migrating a database takes longer than most tests do: it is done once a service, and each test gets a copy."""

from datetime import datetime
from uuid import uuid4

from chassis.run.migration import migrate
from chassis.service import Service
from tests.parts.postgres import Postgres
from tests.support.clock import StoppableClock

_Key = tuple[object, ...]


class Templates:
    """A migrated database for each service, made when the first test asks for one. Not for two tasks at once."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._ready: dict[_Key, str] = {}
        self._names: list[str] = []

    async def of(self, service: Service, start: datetime) -> str:
        """The name of the database to copy: the service's schema, and its reference data imported at ``start``.

        Services with the same migrations and the same reference data share one.
        """
        kinds = tuple(kind.name for kind in service.reference.kinds)
        key = (service.migrations, service.reference.package, kinds, start)
        if key not in self._ready:
            self._ready[key] = await self._made(service, start)
        return self._ready[key]

    async def drop(self) -> None:
        """Leave nothing behind: the server may not be ours."""
        for name in self._names:
            await self._postgres.drop_database(name)

    async def _made(self, service: Service, start: datetime) -> str:
        name = f"template_{uuid4().hex[:8]}"
        self._names.append(name)
        url = await self._postgres.create_database(name)
        clock = StoppableClock(start)
        with clock.stopped():
            clock.set(start)  # a test's clock starts there too, and must not find what was imported after that
            await migrate(service, url, clock, runtime=await self._postgres.create_runtime_role(name))
        await self._postgres.keep_as_template(name)
        return name
