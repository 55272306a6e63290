"""Migrating a database takes longer than most tests do: it is done once a service, and each test gets a copy."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import make_url

from chassis.run.migration import migrate
from chassis.service import Service
from tests.parts.postgres import Postgres, runtime_of
from tests.support.clock import StoppableClock

_Key = tuple[object, ...]


@dataclass(frozen=True)
class Template:
    """A migrated database that nobody enters, and who enters its copies."""

    name: str
    owner: str
    """SQLAlchemy's URL for the role that owns the tables."""
    runtime: str
    """The same for the role that runs the service."""

    def url(self, copy: str, *, owner: bool) -> str:
        """Of the copy with this name."""
        url = make_url(self.owner if owner else self.runtime)
        return url.set(database=copy).render_as_string(hide_password=False)


class Templates:
    """A migrated database for each service, made when the first test asks for one. Not for two tasks at once."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._ready: dict[_Key, Template] = {}
        self._names: list[str] = []

    async def of(self, service: Service, start: datetime) -> Template:
        """The database to copy: the service's schema, and its reference data imported at ``start``.

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

    async def _made(self, service: Service, start: datetime) -> Template:
        name = f"template_{uuid4().hex[:8]}"
        self._names.append(name)
        owner = await self._postgres.create_database(name)
        runtime = await self._postgres.create_runtime_role(name)
        clock = StoppableClock(start)
        with clock.stopped():
            clock.set(start)  # a test's clock starts there too, and must not find what was imported after that
            await migrate(service, owner, clock, runtime=runtime_of(name))
        await self._postgres.keep_as_template(name)
        return Template(name, owner, runtime)
