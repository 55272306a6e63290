"""Pages for people: a service may answer browsers beside its API, at addresses that do not begin with ``/v1``.

What is asked for with a method that may have a body passes the gate's limits of size, time and room, as a call of the
API does; who asks is the pages' own business. What the gate refuses is a page as well: a person reads it.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from chassis.refusals import Refusal


class Pages(Protocol):
    """The pages of one process."""

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """In the order in which they are tried, after those of the API and of its documentation."""

    @property
    def streams(self) -> str:
        """Addresses whose answers go on while a page is open, as a regular expression of the whole path."""

    def refused(self, request: Request, refusal: Refusal) -> Response:
        """What somebody sees whose request the gate does not let through."""

    async def close(self) -> None:
        """The process ends."""


PagesOf = Callable[[FastAPI], Pages]
"""Called once, when the application is put together and its ``state`` is complete."""
