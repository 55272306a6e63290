"""The embedded run: all services on one machine, in one process, over PostgreSQL and Kafka from wheels."""

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import uvicorn
from pydantic import SecretStr

from chassis.clock import MovableClock
from chassis.events.past import queue_again
from chassis.http.connections import server_options
from chassis.run.main import api_app
from chassis.run.migration import migrate_with, verify_reference
from chassis.run.plaintext import Link
from chassis.run.processes import WorkerRole
from chassis.run.settings import Settings
from chassis.service import Service
from needlepoint.services import SERVICE_NAMES, load
from needlepoint.trial.embedded import EmbeddedKafka, EmbeddedPostgres
from needlepoint.trial.embedded.kafka import (
    CALM_FETCH_WAIT_MS,
    FETCH_WAIT_MS,
    FEW_PARTITIONS,
    PARTITIONS,
    SESSION_TIMEOUT_MS,
)
from needlepoint.trial.keys import SigningKey
from needlepoint.trial.patient_links import address_of_link, lead_links_to
from needlepoint.trial.provider import RehearsalProvider
from needlepoint.trial.settling import Counts, Settling

SERVICES: tuple[Service, ...] = tuple(map(load, SERVICE_NAMES))
CONSOLE = "console"
"""Started last: it is told where the others are, and who signs people in."""
STARTED_WITHIN = 30.0


class _Server(uvicorn.Server):
    """One of several servers in a process: signals are the run's business."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _serving(server: _Server, what: str, at: socket.socket | None = None) -> asyncio.Task[None]:
    """Start a server, on a socket that is bound already if one is given.

    Raises RuntimeError when it ends at once, TimeoutError when it does not begin.
    """
    serving = asyncio.create_task(server.serve(sockets=[at] if at else None))
    async with asyncio.timeout(STARTED_WITHIN):
        while not server.started:
            if serving.done():
                raise RuntimeError(f"{what} did not start: is its port taken?")
            await asyncio.sleep(0.01)
    return serving


def _address(server: _Server) -> str:
    return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"


def _kept_port() -> socket.socket:
    """Bound to a free port, which nobody else gets meanwhile: the console has to know its address before it listens."""
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    return kept


@dataclass(frozen=True)
class OtherKafka:
    """A cluster that is there already, to be used instead of the embedded broker. It forgets nothing."""

    bootstrap: str
    topic_prefix: str = ""
    """Keeps this system apart from others on the cluster."""


@dataclass
class RunningService:
    """One service of the embedded run."""

    service: Service
    settings: Settings
    url: str
    """Its API, without ``/v1``."""
    worker: WorkerRole | None
    """None while the worker is stopped."""
    _server: _Server
    _serving: asyncio.Task[None]

    async def stop(self) -> None:
        """Stop worker and API."""
        if self.worker:
            await self.worker.stop()
        self._server.should_exit = True
        await self._serving


class EmbeddedSystem:
    """Everything, from one folder. ``durable`` keeps it over a stop; the broker is filled again from history.

    The clock shows ``start`` (UTC) at first, or the machine's time. In a ``rehearsal`` reference data counts unsigned.
    ``fetch_wait_ms`` is how long the embedded broker holds a consumer's request, and an event that comes meanwhile: a
    shorter time costs more of the processor, also while nothing happens.
    """

    def __init__(
        self,
        folder: Path,
        *,
        durable: bool,
        ports: dict[str, int] | None = None,
        start: datetime | None = None,
        kafka: OtherKafka | None = None,
        rehearsal: bool = True,
        fetch_wait_ms: int | None = None,
    ) -> None:
        self.folder = folder
        os.environ["BOOKING_PHOTOS_FOLDER"] = str(folder / "photos")
        os.environ["NOTIFICATIONS_CATCH_MESSAGES"] = "true"
        self.rehearsal = rehearsal
        self.clock = MovableClock(start)
        self.postgres = EmbeddedPostgres(folder / "postgres", durable=durable)
        self.kafka: EmbeddedKafka | OtherKafka = kafka or EmbeddedKafka()
        self.key = SigningKey(folder / "keys")
        self.provider = RehearsalProvider(self.key, lambda: self.clock.now())
        self.running: dict[str, RunningService] = {}
        self._signing_in: tuple[_Server, asyncio.Task[None]] | None = None
        self._ports = ports or {}
        self._fetch_wait_ms = fetch_wait_ms or (CALM_FETCH_WAIT_MS if durable else FETCH_WAIT_MS)
        self._partitions = PARTITIONS if durable else FEW_PARTITIONS
        self._kept = None if self._ports.get(CONSOLE) else _kept_port()
        port = self._kept.getsockname()[1] if self._kept else self._ports[CONSOLE]
        self._ports[CONSOLE] = port
        self._console = f"http://127.0.0.1:{port}"
        self._link_keys = lead_links_to(self._console, folder / "keys" / "links")
        self._settling = Settling()

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _start(self) -> None:
        if isinstance(self.kafka, EmbeddedKafka):
            topics = {topic for service in SERVICES for topic in (*service.publishes, *service.reactions.topics)}
            self.kafka.start(topics, self._partitions)
        await self.postgres.start()
        await asyncio.gather(*[self._start_service(service) for service in SERVICES if service.name != CONSOLE])
        if self.rehearsal:
            await self._start_provider()
        self._tell_console()
        await self._start_service(load(CONSOLE))

    async def _start_provider(self) -> None:
        server = _Server(uvicorn.Config(self.provider.app(), host="127.0.0.1", port=0, log_config=None))
        self._signing_in = (server, await _serving(server, "the provider of the rehearsal"))
        self.provider.address = _address(server)

    def _tell_console(self) -> None:
        """Its settings, as an operator would set them. Outside a rehearsal the chain's own provider is set there."""
        known = {f"CONSOLE_{name.upper()}_URL": running.url for name, running in self.running.items()}
        known["CONSOLE_ADDRESS"] = self._console
        if self.rehearsal:
            known["CONSOLE_OIDC_ISSUER"] = self.provider.address
        os.environ.update(known)

    async def stop(self) -> None:
        """End everything, workers first; the data stays in the folder."""
        await asyncio.gather(*[running.stop() for running in self.running.values()])
        self.running.clear()
        if self._signing_in:
            server, serving = self._signing_in
            server.should_exit = True
            await serving
        await self._settling.close()
        if self._kept:
            self._kept.close()
        if isinstance(self.kafka, EmbeddedKafka):
            self.kafka.stop()
        await self.postgres.stop()

    async def migrate(self) -> None:
        """Make the databases in the folder, or bring them up to date; nothing runs. Copies of it start sooner."""
        try:
            await self.postgres.start()
            await asyncio.gather(*[self._migrate(service) for service in SERVICES])
        finally:
            await self.stop()

    async def _migrate(self, service: Service) -> Settings:
        await self.postgres.create_service_database(service.name, secrets.token_urlsafe(16))
        settings = self._settings(service)
        await migrate_with(service, settings, self.clock)
        return settings

    async def _start_service(self, service: Service) -> None:
        settings = await self._migrate(service)
        await verify_reference(service, settings.database_url.get_secret_value(), self.clock)
        server = _Server(
            uvicorn.Config(
                api_app(service, settings, self.clock),
                host="127.0.0.1",
                port=self._ports.get(service.name, 0),
                **server_options(settings),
                timeout_graceful_shutdown=5,
            )
        )
        kept = self._kept if service.name == CONSOLE else None
        serving = await _serving(server, f"the API of {service.name}", kept)
        self.running[service.name] = RunningService(service, settings, _address(server), None, server, serving)
        await self._settling.watch(service, settings.database_url.get_secret_value())
        await self.start_worker(service.name, new_broker=isinstance(self.kafka, EmbeddedKafka))

    @property
    def now(self) -> datetime:
        """The moment it is in here, UTC."""
        return self.clock.now()

    @property
    def kafka_client(self) -> Mapping[str, Any]:
        """How a client of aiokafka reaches the broker."""
        return {"bootstrap_servers": self.kafka.bootstrap}

    def url(self, service: str) -> str:
        """Where the API of a service is, without ``/v1``."""
        return self.running[service].url

    def address_of_link(self, link_id: str) -> str:
        """What a message with this link says: where it leads."""
        return address_of_link(UUID(link_id))

    @property
    def topic_prefix(self) -> str:
        """What stands before every topic's name."""
        return self.kafka.topic_prefix if isinstance(self.kafka, OtherKafka) else ""

    def _settings(self, service: Service) -> Settings:
        return Settings(
            allow_plaintext=frozenset({Link.KAFKA}),  # within this process; PostgreSQL has a socket
            database_url=SecretStr(self.postgres.url(service.name)),
            owner_database_url=SecretStr(self.postgres.owner_url(service.name)),
            kafka_bootstrap=self.kafka.bootstrap,
            jwks=str(self.key.jwks),
            link_jwks=str(self._link_keys),
            topic_prefix=self.topic_prefix,
            topic_partitions=self._partitions,
            rehearsal=self.rehearsal,
            pool_size=8,
            fetch_wait_ms=self._fetch_wait_ms,
            session_timeout_ms=SESSION_TIMEOUT_MS,
            retry_seconds_max=5,
        )

    async def start_worker(self, name: str, *, new_broker: bool = False) -> None:
        """Start the worker of a service; it continues where it was stopped. A new broker gets the history."""
        running = self.running[name]
        worker = WorkerRole(running.service, running.settings, self.clock)
        self.clock.on_move(worker.timers.wake)
        if new_broker:
            await queue_again(worker.transactions, running.settings.keep("event_log"))
        await worker.start()
        running.worker = worker
        self._settling.working.add(name)

    async def stop_worker(self, name: str) -> None:
        """Stop the worker of a service; its API goes on."""
        running = self.running[name]
        if running.worker:
            self._settling.working.discard(name)
            await running.worker.stop()
            running.worker = None

    async def settle(self) -> int:
        """Return once every event has reached every running worker and nothing is due; answers how many were sent."""
        return await self._settling.wait(self.clock.now)

    async def counts(self) -> dict[str, Counts]:
        """Events published, consumed and dead-lettered, per service."""
        return await self._settling.counts()

    async def travel(self, to: datetime) -> None:
        """Move the clock to ``to``; what is due on the way happens at its own time."""
        await self._settling.travel(self.clock, to)
