"""Which route a request is for: looked for among those with the same first part of the address, not among all."""

from collections import defaultdict
from collections.abc import Iterable

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

_FOUND = "needlepoint.route"


class Branch(BaseRoute):
    """The routes of one prefix, such as ``/v1/appointments``, in their order.

    FastAPI asks every route of every included router, and each twice; with sixty routes that is a tenth of a read.
    """

    def __init__(self, prefix: str, routes: list[APIRoute]) -> None:
        self._prefix = prefix
        self._routes = routes

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first route of this branch that fits; for a wrong method, the first whose address fits."""
        if scope["type"] != "http" or not scope["path"].startswith(self._prefix):
            return Match.NONE, {}
        partial: tuple[Match, Scope] = Match.NONE, {}
        for route in self._routes:
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, {**found, _FOUND: route}
            if match is Match.PARTIAL and partial[0] is Match.NONE:
                partial = match, {**found, _FOUND: route}
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the route that was found handle the request."""
        route: APIRoute = scope[_FOUND]
        await route.handle(scope, receive, send)


def branches_of(routes: Iterable[APIRoute]) -> list[Branch]:
    """All routes by the first two parts of their addresses, longer prefixes first: ``/v1/lots`` before ``/v1/lot``."""
    by_prefix: dict[str, list[APIRoute]] = defaultdict(list)
    for route in routes:
        by_prefix["/".join(route.path.split("/")[:3])].append(route)
    return [Branch(prefix, by_prefix[prefix]) for prefix in sorted(by_prefix, key=len, reverse=True)]
