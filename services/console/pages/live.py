"""Open pages hear of changes by server-sent events: ``changed``, a ``tick`` now and then, ``signed-out`` at the end.

A change carries no content: the page asks again for its changing part, with all rules and in the person's language. One
query a process looks for changes, four times a second while anybody watches: no lock, no connection of its own, and
nothing to lose. The id of each event is the position in the changes; a browser that comes back says the last that it
saw.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

import structlog
from starlette.requests import Request
from starlette.responses import StreamingResponse

from chassis.run.logs import describe
from chassis.work import Transactions
from services.console.queries.changes import Change, Read, position_now, read_changes

log = structlog.get_logger()

LOOK_SECONDS: Final = 0.25
TICK_SECONDS: Final = 30.0
"""Waiting times grow without an event: open pages show them anew. Also long enough for proxies to keep the line."""
PATIENCE_SECONDS: Final = 2.0
"""After a failure."""
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass(eq=False)
class Watching:
    """One open page."""

    clinics: frozenset[UUID] | None
    """Whose changes it shows; None: those of every clinic."""
    page: str
    day: Callable[[], date] | None = None
    """The local day that it shows: of a board that shows the present day, another one after midnight. None: no day."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def shows(self, change: Change) -> bool:
        """Whether the page shows something else after this."""
        if change.page != self.page or (self.clinics is not None and change.clinic_id not in self.clinics):
            return False
        return change.day is None or self.day is None or change.day == self.day()


class Live:
    """The open pages of one process."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._watching: set[Watching] = set()
        self._looking: asyncio.Task[None] | None = None
        self._position = 0
        self._seen: set[int] = set()

    async def close(self) -> None:
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    def stream(
        self,
        request: Request,
        clinics: frozenset[UUID] | None,
        is_over: Callable[[], Awaitable[bool]],
        day: Callable[[], date] | None = None,
    ) -> StreamingResponse:
        """The stream of one open page, about these clinics and that day; None: about every one."""
        watching = Watching(clinics, request.query_params["page"], day)
        since = _number(request.headers.get("Last-Event-ID") or request.query_params.get("since"))
        return StreamingResponse(
            self._events(watching, since, is_over), media_type="text/event-stream", headers=HEADERS
        )

    async def _events(
        self, watching: Watching, since: int | None, is_over: Callable[[], Awaitable[bool]]
    ) -> AsyncIterator[str]:
        with self._watched(watching):
            missed, position = await self._missed(watching, since)
            yield f"retry: 2000\nid: {position}\nevent: {'changed' if missed else 'here'}\ndata:\n\n"
            while True:
                word = "tick"
                with suppress(TimeoutError):
                    async with asyncio.timeout(TICK_SECONDS):
                        await watching.changed.wait()
                    word = "changed"
                watching.changed.clear()
                if word == "tick" and await is_over():
                    yield "event: signed-out\ndata:\n\n"
                    return
                yield f"id: {self._position}\nevent: {word}\ndata:\n\n"

    async def _missed(self, watching: Watching, since: int | None) -> tuple[bool, int]:
        """Whether something changed since the page was made; so it is where nobody can tell."""
        async with self._transactions.begin(reading=True) as work:
            now = await position_now(work)
            if since is None or since > now:  # of a database that is no more
                return since is not None, now
            read = await read_changes(work, since)
        return any(watching.shows(each) for each in read.changes), read.position

    @contextmanager
    def _watched(self, watching: Watching) -> Iterator[None]:
        self._watching.add(watching)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            yield
        finally:
            self._watching.discard(watching)

    async def _look(self) -> None:
        """Until nobody watches. While the database is away, pages keep what they show."""
        self._position = 0
        while self._watching:
            try:
                async with self._transactions.begin(reading=True) as work:
                    self._tell(await read_changes(work, self._position or await position_now(work)))
                await asyncio.sleep(LOOK_SECONDS)
            except Exception as error:
                log.warning("changes_not_read", error=describe(error))
                await asyncio.sleep(PATIENCE_SECONDS)

    def _tell(self, read: Read) -> None:
        fresh = [each for each in read.changes if each.id not in self._seen]
        self._position, self._seen = read.position, {each.id for each in read.changes}
        for watching in self._watching:
            if any(watching.shows(each) for each in fresh):
                watching.changed.set()


def _number(given: str | None) -> int | None:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 19 else None
