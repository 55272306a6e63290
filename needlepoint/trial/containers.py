"""A system that docker compose runs on this machine, for a rehearsal: a file moves its clock (decision 0012)."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncpg
import httpx

from chassis.access.actors import Role
from chassis.clock import RehearsalClock
from chassis.http.app import routes_of
from chassis.service import Service
from needlepoint.operate.kafka_rights import OPERATOR
from needlepoint.trial.compose import CannotRehearse, compose_words, settings_in
from needlepoint.trial.keys import SigningKey
from needlepoint.trial.settling import Counts, Settling
from needlepoint.trial.system import SERVICES

AHEAD = "ahead"
"""The clock's file, in the folder that rehearsal.yml mounts."""
STEP = timedelta(minutes=20)
"""How far the clock is moved to see whether the services follow it."""
REST_SECONDS = 90.0
LOOKS_AHEAD = timedelta(seconds=2.5)
"""The clock runs on while the system is asked: what was set since for that moment is not due yet by the time that was
read before. Also a message that looks again soon for a fact that another worker took at the same moment (2 s)."""


class ComposedSystem:
    """The containers that `env_file` describes, which must be up, started for a rehearsal, and empty unless ``used``.

    Making and entering it raise CannotRehearse.
    """

    topic_prefix = ""

    def __init__(self, env_file: Path, *, used: bool = False) -> None:
        self._may_be_used = used
        self._settings = settings_in(env_file)
        self._compose = compose_words(env_file)
        self._here = env_file.absolute().parent
        self.key = SigningKey(self._here / self._settings.jwks_file.parent)
        self._clock_file = self._here / self._settings.rehearsal_folder / AHEAD
        self._clock = RehearsalClock(self._clock_file)
        self._settling = Settling(LOOKS_AHEAD)
        self._stopped: dict[str, list[str]] = {}

    def address_of_link(self, link_id: str) -> None:
        """The key behind links is with notifications' containers."""

    async def __aenter__(self) -> Self:
        try:
            await self._begin()
        except BaseException:
            await self._settling.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in [*self._stopped]:
            await self.start_worker(name)
        await self._settling.close()

    async def _begin(self) -> None:
        try:
            for service in SERVICES:
                address = self._settings.database_url(service.name).render_as_string(hide_password=False)
                await self._settling.watch(service, address)
                self._settling.working.add(service.name)
            counts = await self.counts()
        except (OSError, asyncpg.PostgresError) as error:
            raise CannotRehearse(
                f"The databases do not answer ({type(error).__name__}). Is everything up? docker compose up --wait"
            ) from error
        used = [name for name, counted in counts.items() if counted.published]
        if used and not self._may_be_used:
            raise CannotRehearse(
                f"There is data already, in {', '.join(used)}; the story needs an empty system, so that it does not mix"
                " with real data. To delete all data: docker compose down --volumes"
            )
        if not self._clock_file.parent.is_dir():
            raise CannotRehearse(f"{self._clock_file.parent} is missing: `needlepoint env` makes it.")
        if not used:
            self._clock_file.unlink(missing_ok=True)
        await self._follows()

    async def _follows(self) -> None:
        """Move the clock a little: an earlier token must have expired everywhere, and a new one must be accepted."""
        before = self.key.token(Role.OPERATOR, now=self.now, valid_for=STEP / 2)
        self._clock.set(self.now + STEP)
        after = self.key.token(Role.OPERATOR, now=self.now, valid_for=STEP / 2)
        for service in SERVICES:
            if not await self._takes(service, after):
                raise CannotRehearse(
                    f"{service.name} does not accept tokens signed with the key beside {self._settings.jwks_file}."
                )
            if await self._takes(service, before):
                raise CannotRehearse(
                    f"{service.name} does not follow the rehearsal's clock. Start everything with:"
                    " docker compose -f docker-compose.yml -f deploy/compose/rehearsal.yml up --wait"
                )

    async def _takes(self, service: Service, token: str) -> bool:
        """Whether the token is accepted; requests the first thing that can be read there."""
        readable = next(route.path for route in routes_of(service) if "GET" in (route.methods or ()))
        address, headers = self.url(service.name), {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient() as operator:
            try:
                answer = await operator.get(address + readable, headers=headers)
            except httpx.TransportError as error:
                raise CannotRehearse(f"{service.name} does not answer at {address}.") from error
        return answer.status_code != httpx.codes.UNAUTHORIZED

    @property
    def now(self) -> datetime:
        """The current moment in the system, UTC."""
        return self._clock.now()

    @property
    def kafka_client(self) -> Mapping[str, Any]:
        """How a client of aiokafka reaches the broker: as the operator."""
        return {
            "bootstrap_servers": f"127.0.0.1:{self._settings.kafka_port}",
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": OPERATOR,
            "sasl_plain_password": self._settings.kafka_operator_password.get_secret_value(),
        }

    def url(self, service: str) -> str:
        """Where the API of a service is, without ``/v1``."""
        return self._settings.url(service)

    async def settle(self) -> int:
        """Return once every event has reached every running worker; returns how many were sent. Raises NotSettled."""
        return await self._settling.wait(lambda: self.now, REST_SECONDS)

    async def travel(self, to: datetime) -> None:
        """Move the clock to ``to``; what is due on the way happens at its own time. Raises NotSettled."""
        await self._settling.travel(self._clock, to, REST_SECONDS)

    async def counts(self) -> dict[str, Counts]:
        """Events published, consumed and dead-lettered, per service."""
        return await self._settling.counts()

    async def stop_worker(self, name: str) -> None:
        """Stop all containers that are workers of a service."""
        found = await self._run(*self._compose, "ps", "-q", f"{name}-worker")
        self._stopped[name] = found.split()
        self._settling.working.discard(name)
        await self._run("docker", "stop", *self._stopped[name])

    async def start_worker(self, name: str) -> None:
        """Start the same containers again."""
        await self._run("docker", "start", *self._stopped.pop(name))
        self._settling.working.add(name)

    async def _run(self, *words: str) -> str:
        process = await asyncio.create_subprocess_exec(
            *words, cwd=self._here, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        printed, complained = await process.communicate()
        if process.returncode:
            raise CannotRehearse(f"`{' '.join(words[:3])}` failed: {complained.decode().strip()[-300:]}")
        return printed.decode()
