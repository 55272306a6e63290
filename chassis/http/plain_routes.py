"""Addresses that are no part of the API: pages, hooks and links."""

from starlette.routing import Match, Route
from starlette.types import Scope


class PlainRoute(Route):
    """Says which one was taken, as FastAPI's routes do: requests are logged and measured by its address."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, found = super().matches(scope)
        return match, found if match is Match.NONE else {**found, "route": self}
