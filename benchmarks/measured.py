"""The processes of a measured side: one that records sessions, and those that react to them."""

import time
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from pydantic import SecretStr

from chassis.run.plaintext import Link
from chassis.run.settings import Settings

COMMANDS_AT_ONCE = 16
"""Concurrent requests of an API process under load, on either side; also its database connections."""


@dataclass(frozen=True)
class Site:
    """Where one side works."""

    kafka: str
    prefix: str
    """Before its topics and consumer groups."""
    databases: dict[str, str]
    """SQLAlchemy's URL by service."""
    reacting: tuple[str, ...]
    """The services that react to SessionPerformed."""

    def settings(self, service: str) -> Settings:
        """The chassis' defaults, except for addresses and the size of the pool."""
        return Settings(
            allow_plaintext=frozenset(Link),  # on one machine
            database_url=SecretStr(self.databases[service]),
            kafka_bootstrap=self.kafka,
            jwks="none",
            topic_prefix=self.prefix,
            pool_size=COMMANDS_AT_ONCE,
        )


class Publisher(Protocol):
    """Records sessions and publishes them."""

    async def record(self, patient: UUID) -> tuple[UUID, float]:
        """The session, and when its transaction had been committed (machine's clock, seconds)."""
        ...


class Stamps:
    """When each session's effect was committed, by the machine's clock: read right after the commit, on both sides."""

    def __init__(self) -> None:
        self.committed: dict[UUID, float] = {}
        self.latest = 0.0
        self._in_hand: list[UUID] = []

    def applied(self, session: UUID) -> None:
        """The effect's statements ran; its transaction is still open."""
        self._in_hand.append(session)

    def settle(self) -> None:
        """The transaction was committed."""
        now = time.time()
        for session in self._in_hand:
            self.committed.setdefault(session, now)
            self.latest = now
        self._in_hand.clear()
