"""The loop of whatever fires timers: a round whenever it is woken, and after one that failed another, ever later."""

import asyncio
from abc import ABC, abstractmethod

import structlog

from chassis.data.errors import is_infrastructure
from chassis.run.backoff import Backoff, wait_for
from chassis.run.logs import describe
from chassis.run.settings import Settings

log = structlog.get_logger()


class Rounds(ABC):
    """Goes round until ``stop``. Waits without limit while the database is down."""

    def __init__(self, settings: Settings, name: str) -> None:
        """``name`` says in the log whose round failed."""
        self._settings = settings
        self._name = name
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()

    @abstractmethod
    async def _round(self) -> float | None:
        """Do what is to be done now. Answers the seconds until the next round; None: when somebody wakes it."""
        ...

    def wake(self) -> None:
        """Go round now, or once more after the present round."""
        self._wake.set()

    async def run(self) -> None:
        """Go round until ``stop``."""
        backoff = Backoff(self._settings)
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                seconds = await self._round()
                backoff.reset()
                await wait_for(self._wake, self._stopping, seconds=seconds)
            except Exception as error:
                infrastructure = is_infrastructure(error)
                log.warning("timers_wait", of=self._name, error=describe(error), infrastructure=infrastructure)
                await wait_for(self._stopping, seconds=backoff.next())

    def stop(self) -> None:
        """Stop after what is under way."""
        self._stopping.set()
        self._wake.set()
