"""Five services on fresh databases, ten processes as an operator starts them, and what each takes of the machine."""

import asyncio
import contextlib
import signal
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import psutil

from chassis.access.actors import Role
from chassis.ids import new_id
from needlepoint.trial.keys import SigningKey
from needlepoint.trial.provider import RehearsalProvider
from needlepoint.trial.system import SERVICES
from tests.end_to_end.people import People
from tests.end_to_end.processes import Program, started
from tests.parts import Parts
from tests.parts.ports import free_ports
from tests.support.serving import served
from tests.support.waiting import eventually

NAMES = [service.name for service in SERVICES]
ROLES = ("api", "worker")
Place = tuple[str, str]
"""Service and role."""


@dataclass
class Process:
    """One of the ten, and the most that it was seen to take."""

    program: Program
    port: int
    start_seconds: float = 0
    """Processor seconds until it was ready."""
    peak: int = 0
    """Bytes of resident memory."""

    @property
    def seconds(self) -> float:
        """Processor seconds so far."""
        times = self._seen.cpu_times()
        return float(times.user + times.system)

    def look(self) -> int:
        """Resident bytes now."""
        now = int(self._seen.memory_info().rss)
        self.peak = max(self.peak, now)
        return now

    @property
    def _seen(self) -> psutil.Process:
        return psutil.Process(self.program.process.pid)


@dataclass
class Chain:
    """All of them, and their databases."""

    processes: dict[Place, Process]
    databases: dict[str, str]
    people: People
    provider: RehearsalProvider
    """Who signs people in at the console."""
    connections: Counter[str] = field(default_factory=Counter)
    """The most that a service's two processes had open at once."""

    async def watch(self) -> None:
        """Keep the peaks, until cancelled."""
        async with AsyncExitStack() as stack:
            links = {name: await stack.enter_async_context(_connected(url)) for name, url in self.databases.items()}
            opened = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name NOT IN ('watching', 'footprint')"
            )
            while True:
                for process in self.processes.values():
                    process.look()
                for name, link in links.items():
                    self.connections[name] = max(self.connections[name], await link.fetchval(opened))
                await asyncio.sleep(0.25)

    async def settle(self) -> None:
        """Return once every outbox is empty and nobody has consumed for two seconds."""
        before = -1
        while (now := await self.consumed()) != before or await self._rows("outbox"):
            before = now
            await asyncio.sleep(2)

    async def consumed(self) -> int:
        """Events that took effect so far, in all services."""
        return await self._rows("inbox")

    async def published(self) -> Counter[str]:
        """Events so far, by type."""
        found: Counter[str] = Counter()
        for name in NAMES:
            for row in await self.ask(name, "SELECT type, count(*) AS events FROM event_log GROUP BY type"):
                found[row["type"].split(".")[-2]] += row["events"]
        return found

    async def processor(self, doing: Awaitable[None]) -> dict[Place, float]:
        """Processor seconds of each process while that is done."""
        before = {place: process.seconds for place, process in self.processes.items()}
        await doing
        return {place: process.seconds - before[place] for place, process in self.processes.items()}

    async def ask(self, name: str, query: str, *values: object) -> list[asyncpg.Record]:
        """A query in the database of a service."""
        async with _connected(self.databases[name]) as link:
            return await link.fetch(query, *values)

    async def _rows(self, table: str) -> int:
        return sum([(await self.ask(name, f"SELECT count(*) FROM {table}"))[0][0] for name in NAMES])


class _Tokens(dict[str, str]):
    """A token per role; for ``practitioner ID`` one that names the practitioner, made when it is first used."""

    def __init__(self, key: SigningKey) -> None:
        super().__init__({role.value: key.token(role, now=datetime.now(UTC)) for role in Role})
        self._key = key

    def __missing__(self, who: str) -> str:
        role, practitioner = who.split()
        self[who] = token = self._key.token(Role(role), now=datetime.now(UTC), practitioner=UUID(practitioner))
        return token


@asynccontextmanager
async def open_chain(running: Parts) -> AsyncIterator[Chain]:
    """Migrated, started and ready; gone at the end."""
    prefix = f"footprint_{new_id().hex[-8:]}"
    places = [(name, role) for name in NAMES for role in ROLES]
    ports = dict(zip(places, free_ports(len(places)), strict=True))
    processes: dict[Place, Process] = {}
    async with AsyncExitStack() as ending:
        folder = ending.enter_context(tempfile.TemporaryDirectory())
        key = SigningKey(Path(folder))
        databases = {name: await running.postgres.create_database(f"{prefix}_{name}") for name in NAMES}
        people = People({name: f"http://127.0.0.1:{ports[name, 'api']}" for name in NAMES}, _Tokens(key))
        provider = RehearsalProvider(key, lambda: datetime.now(UTC))
        shared = {
            "KAFKA_BOOTSTRAP": running.kafka.bootstrap,
            "JWKS": str(key.jwks),
            "TOPIC_PREFIX": f"{prefix}.",
            "REHEARSAL": "true",  # no director signs here
        }

        async def start(name: str, role: str, **own: str) -> Program:
            given = shared | own | {"DATABASE_URL": databases[name]}
            if name == "console":
                given |= {"ADDRESS": people.addresses[name], "OIDC_ISSUER": provider.address}
                given |= {f"{other.upper()}_URL": people.addresses[other] for other in NAMES if other != name}
            environment = {f"{name.upper()}_{setting}": value for setting, value in given.items()}
            return await started("-m", f"services.{name}", role, environment=environment)

        entrance = await ending.enter_async_context(served(provider.app(), log_config=None))
        provider.address = f"http://127.0.0.1:{entrance}"
        try:
            for name in NAMES:
                migrating = await start(name, "migrate")
                assert await migrating.ends() == 0, migrating.output
            for place, port in ports.items():
                processes[place] = Process(await start(*place, PORT=str(port)), port)
            await asyncio.gather(*[_ready(process) for process in processes.values()])
            yield Chain(processes, databases, people, provider)
        finally:
            await people.close()
            await asyncio.gather(*[each.program.told_to_end(signal.SIGKILL) for each in processes.values()])
            for name in NAMES:
                await running.postgres.drop_database(f"{prefix}_{name}")


async def _ready(process: Process) -> None:
    async with httpx.AsyncClient() as probe:

        async def answers() -> None:
            with contextlib.suppress(httpx.TransportError):
                answer = await probe.get(f"http://127.0.0.1:{process.port}/health/ready")
                assert answer.status_code == 200, answer.text
                return
            raise AssertionError(process.program.output)

        await eventually(answers, 120)
    process.start_seconds = process.seconds


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    link = await asyncpg.connect(
        url.replace("postgresql+asyncpg://", "postgresql://"), server_settings={"application_name": "watching"}
    )
    try:
        yield link
    finally:
        await link.close()
