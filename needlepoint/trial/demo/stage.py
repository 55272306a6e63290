"""What the story is played on: everything embedded in this process, or containers."""

from datetime import datetime
from typing import Protocol

from needlepoint.trial.keys import SigningKey
from needlepoint.trial.settling import Counts


class Stage(Protocol):
    """A running system whose weeks pass when it is told, and whose tokens we may sign."""

    key: SigningKey

    @property
    def now(self) -> datetime:
        """The moment it is in there, UTC."""
        ...

    @property
    def bootstrap(self) -> str:
        """Kafka's address."""
        ...

    @property
    def topic_prefix(self) -> str:
        """What stands before every topic's name."""
        ...

    def url(self, service: str) -> str:
        """Where the API of a service is, without ``/v1``."""
        ...

    async def settle(self) -> int:
        """Return once every event has reached every running worker; answers how many were sent. Raises NotSettled."""
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
        """Events published, consumed and given up, per service."""
        ...
