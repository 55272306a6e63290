"""Waking the relays of a service after a commit: quick, coalesced, and never relied on (polling is)."""

import asyncio
from collections.abc import Callable

import structlog

from chassis.data.postgres import own_connection
from chassis.run.backoff import Backoff
from chassis.run.logs import describe
from chassis.run.settings import Settings

log = structlog.get_logger()
CHANNEL = "needlepoint_outbox"


class Bell:
    """Rings in other processes by NOTIFY, on a connection of its own, at most one at a time.

    NOTIFY takes a lock of the whole database at commit, so it never rides on a command's transaction.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Something was committed to the outbox."""
        self._rung.set()

    async def run(self) -> None:
        """Pass rings on until cancelled."""
        backoff = Backoff(self._settings)
        while True:
            try:
                connection = await own_connection(self._settings.database_url.get_secret_value())
                try:
                    while True:
                        await self._rung.wait()
                        self._rung.clear()
                        await connection.execute(f"NOTIFY {CHANNEL}")
                        backoff.reset()
                finally:
                    connection.terminate()
            except Exception as error:
                log.warning("bell_waits", error=describe(error))
                self._rung.set()  # the ring may have been lost with the connection
                await asyncio.sleep(backoff.next())


async def listen(settings: Settings, heard: Callable[[], None]) -> None:
    """Call ``heard`` at every ring, until cancelled; a lost connection is opened again."""
    backoff = Backoff(settings)
    while True:
        try:
            connection = await own_connection(settings.database_url.get_secret_value())
            lost = asyncio.Event()
            connection.add_termination_listener(lambda *_, lost=lost: lost.set())
            await connection.add_listener(CHANNEL, lambda *_: heard())
            heard()
            backoff.reset()
            try:
                await lost.wait()
            finally:
                connection.terminate()
        except Exception as error:
            log.warning("listener_waits", error=describe(error))
        await asyncio.sleep(backoff.next())


async def ring_once(settings: Settings) -> None:
    """Ring from a process that is about to end."""
    connection = await own_connection(settings.database_url.get_secret_value())
    try:
        await connection.execute(f"NOTIFY {CHANNEL}")
    finally:
        await connection.close()
