"""Waits while the database is unavailable, and reports which event waits and since when."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from chassis.data.errors import is_conflict, is_infrastructure
from chassis.events.envelope import Delivery
from chassis.run.backoff import Backoff
from chassis.run.logs import describe
from chassis.run.settings import Settings
from chassis.run.telemetry import Telemetry

log = structlog.get_logger()

CONFLICT_SECONDS = 0.01
"""Before a transaction that lost a conflict is run again."""


@dataclass(frozen=True)
class Waiting:
    """What the consumer waits with, because the database is unavailable."""

    topic: str
    type: str
    error: str
    since: float
    """By the monotonic clock, seconds."""


class Patience:
    """Of one consumer. Only what the database reports as an outage is waited out; any other error is the event's."""

    def __init__(self, settings: Settings, telemetry: Telemetry) -> None:
        self._settings = settings
        self._telemetry = telemetry
        self._waiting: Waiting | None = None
        self.handling: Delivery | None = None
        """The event that is being reacted to."""

    @property
    def trouble(self) -> str | None:
        """None while events are handled; otherwise which event waits for what, as a sentence."""
        waiting = self._waiting
        return f"{waiting.type} of {waiting.topic} waits: {waiting.error}" if waiting else None

    def observe(self) -> None:
        """Set the gauge of what waits."""
        self._telemetry.consumer_waiting.clear()
        if self._waiting:
            waited = time.monotonic() - self._waiting.since
            self._telemetry.consumer_waiting.labels(topic=self._waiting.topic, type=self._waiting.type).set(waited)

    async def until_done(
        self, first: Delivery, apply: Callable[[], Awaitable[None]], *, whatever_fails: bool = False
    ) -> None:
        """Call ``apply`` until it succeeds. Raises what the events themselves cause, unless ``whatever_fails``."""
        backoff = Backoff(self._settings)
        while True:
            self.handling = first
            try:
                await apply()
                self._waiting = None
                return
            except Exception as error:
                if not (whatever_fails or is_infrastructure(error)):
                    self._waiting = None
                    raise
                if is_conflict(error):
                    await asyncio.sleep(CONFLICT_SECONDS)
                    continue
                self._note(self.handling, error)
                await asyncio.sleep(backoff.next())

    def _note(self, delivery: Delivery, error: Exception) -> None:
        since = self._waiting.since if self._waiting else time.monotonic()
        self._waiting = Waiting(delivery.topic, delivery.type, describe(error), since)
        self._telemetry.consumer_waits.inc()
        log.warning("consumer_waits", topic=delivery.topic, type=delivery.type, error=describe(error))
