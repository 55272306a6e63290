"""The changing part of a page that one person has open several times is made once for all of these.

Alike are requests of one session for one address in one language: the same token asked the services, so nobody is
shown what another person may read, and who read whose data is logged as that person's read. An answer is shared only
with who was told of nothing that it may lack.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from chassis.work import Work
from services.console.domain.live import LIVE_PAGES
from services.console.pages.registry import LIVE
from services.console.queries.changes import Change, Read, read_changes

TOLD = "told"
"""What an open page says in its header when it asks because it was told, and not because its reader did something."""
KEPT_SECONDS = 1.0
"""How long after it was begun an answer is given to others: waiting times are shown in minutes."""


@dataclass
class Shown:
    """A part that is being made, or was made just now."""

    since: Read
    """What had changed before it was begun."""
    answer: asyncio.Future[Response]

    def has(self, request: Request, later: Read) -> bool:
        """Whether everything that changed on the page since then, as ``later`` has it, was there when it was begun."""
        known = {each.id for each in self.since.changes}
        return all(each.id in known or not _is_about(request, each) for each in later.changes)


class SharedParts:
    """Those of one process."""

    def __init__(self) -> None:
        self._shown: dict[Hashable, Shown] = {}

    async def answer(
        self, request: Request, work: Work, alike: Hashable, since: Read, make: Callable[[], Awaitable[Response]]
    ) -> Response:
        """The page: made for this request alone, or what another one that is ``alike`` was shown.

        An act's own answer shows what the act did, so it is not shared.
        """
        if request.method != "GET" or request.headers.get(LIVE) != TOLD:
            return await make()
        there = self._shown.get(alike)
        if there is not None and there.has(request, await read_changes(work, there.since.position)):
            await work.close()  # others need the connection meanwhile
            await asyncio.wait([there.answer])
            if not there.answer.cancelled():
                return _again(there.answer.result())
        return await self._make(alike, since, make)

    async def _make(self, alike: Hashable, since: Read, make: Callable[[], Awaitable[Response]]) -> Response:
        """What goes wrong is not shared."""
        loop = asyncio.get_running_loop()
        made = Shown(since, loop.create_future())
        self._shown[alike] = made
        loop.call_later(KEPT_SECONDS, self._forget, alike, made)
        try:
            answer = await make()
        except BaseException:
            self._forget(alike, made)
            made.answer.cancel()
            raise
        made.answer.set_result(answer)
        return answer

    def _forget(self, alike: Hashable, made: Shown) -> None:
        if self._shown.get(alike) is made:
            del self._shown[alike]


def _again(answer: Response) -> Response:
    again = Response(answer.body, answer.status_code)
    again.raw_headers = list(answer.raw_headers)
    return again


def _is_about(request: Request, change: Change) -> bool:
    clinic, name = request.path_params.get("clinic_id"), request.url.path.rsplit("/", 1)[-1]
    return clinic in (None, change.clinic_id) and (name not in LIVE_PAGES or name == change.page)
