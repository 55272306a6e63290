"""Wakes the relays of a service after a commit. Only for speed: polling finds every event without it."""

import asyncio
from collections.abc import Callable

import structlog

from chassis.data.database import own_connection
from chassis.run.backoff import Backoff
from chassis.run.logs import describe
from chassis.run.settings import Settings

log = structlog.get_logger()
CHANNEL = "needlepoint_outbox"


class Notifier:
    """Wakes other processes by NOTIFY, on its own connection; requests that come together are sent as one.

    NOTIFY locks the whole database at commit, so it is never part of a command's transaction.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._requested = asyncio.Event()

    def notify(self) -> None:
        """Request a NOTIFY, after a commit to the outbox."""
        self._requested.set()

    async def run(self) -> None:
        """Send what is requested, until cancelled; a lost connection is opened again."""
        backoff = Backoff(self._settings)
        while True:
            try:
                connection = await own_connection(self._settings.database_url.get_secret_value())
                try:
                    while True:
                        await self._requested.wait()
                        self._requested.clear()
                        await connection.execute(f"NOTIFY {CHANNEL}")
                        backoff.reset()
                finally:
                    connection.terminate()
            except Exception as error:
                log.warning("notifier_waits", error=describe(error))
                self._requested.set()  # the NOTIFY may have been lost with the connection
                await asyncio.sleep(backoff.next())


async def listen(settings: Settings, on_notify: Callable[[], None]) -> None:
    """Call ``on_notify`` after every NOTIFY, until cancelled; a lost connection is opened again."""
    backoff = Backoff(settings)
    while True:
        try:
            connection = await own_connection(settings.database_url.get_secret_value())
            lost = asyncio.Event()
            connection.add_termination_listener(lambda *_, lost=lost: lost.set())
            await connection.add_listener(CHANNEL, lambda *_: on_notify())
            on_notify()
            backoff.reset()
            try:
                await lost.wait()
            finally:
                connection.terminate()
        except Exception as error:
            log.warning("listener_waits", error=describe(error))
        await asyncio.sleep(backoff.next())


async def notify_once(settings: Settings) -> None:
    """Send one NOTIFY, from a process that is about to end."""
    connection = await own_connection(settings.database_url.get_secret_value())
    try:
        await connection.execute(f"NOTIFY {CHANNEL}")
    finally:
        await connection.close()
