"""The system that the story runs on: embedded in this process, or containers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from needlepoint.trial.keys import SigningKey
from needlepoint.trial.settling import Counts


class Stage(Protocol):
    """A running system whose clock we can move, and whose tokens we can sign."""

    key: SigningKey

    @property
    def now(self) -> datetime:
        """The current moment in the system, UTC."""
        ...

    @property
    def kafka_client(self) -> Mapping[str, Any]:
        """How a client of aiokafka reaches the broker."""
        ...

    @property
    def topic_prefix(self) -> str:
        """The prefix of every topic's name."""
        ...

    def url(self, service: str) -> str:
        """Where the API of a service is, without ``/v1``."""
        ...

    def address_of_link(self, link_id: str) -> str | None:
        """Where the link of a message leads; None where nobody can tell, or messages have none."""
        ...

    async def settle(self) -> int:
        """Return once every event has reached every running worker; returns how many were sent. Raises NotSettled."""
        ...

    async def travel(self, to: datetime) -> None:
        """Let time pass until ``to``; what is due on the way happens at its own time. Raises NotSettled."""
        ...

    async def stop_worker(self, name: str) -> None:
        """Stop the worker of a service; its API goes on."""
        ...

    async def start_worker(self, name: str) -> None:
        """Start it again."""
        ...

    async def counts(self) -> dict[str, Counts]:
        """Events published, consumed and dead-lettered, per service."""
        ...
