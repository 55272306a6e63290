"""Every answer that a test gets is one that the API documents."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from fastapi.routing import APIRoute
from starlette.routing import Match

from chassis.http.app import routes_of
from chassis.http.openapi import openapi_of
from chassis.http.problems import MEDIA_TYPE, TYPE_PREFIX
from chassis.http.shared_answers import with_answers_in_place
from chassis.service import Service

_documented: dict[tuple[int, ...], tuple[list[APIRoute], dict[str, Any]]] = {}
"""By the identities of a service's routes, which are kept beside: the paths of its document. To write the document of
booking takes a second, which each test would wait for."""


def documented_answers(service: Service) -> Callable[[httpx.Response], Awaitable[None]]:
    """A response hook that fails for a status or a type of problem that the route does not declare."""
    routes = routes_of(service)
    paths = _paths_of(service, routes)

    async def check(response: httpx.Response) -> None:
        route = _route_of(routes, response.request)
        if route is None:
            return  # no such address, or not with this method
        name = f"{response.request.method} {route.path}"
        answers = paths[route.path_format][response.request.method.lower()]["responses"]
        assert str(response.status_code) in answers, f"{name} does not document {response.status_code}"
        if response.headers.get("content-type") == MEDIA_TYPE:
            await response.aread()
            slug = response.json()["type"].removeprefix(TYPE_PREFIX)
            declared = answers[str(response.status_code)]["content"][MEDIA_TYPE]["examples"]
            assert slug in declared, f"{name} refuses with {slug}: add that to its @refuses(...)"

    return check


def _paths_of(service: Service, routes: list[APIRoute]) -> dict[str, Any]:
    """The same service has the same routes in every test, even where a test brings a channel or timers of its own."""
    key = tuple(id(route) for route in routes)
    if key not in _documented:
        document = with_answers_in_place(openapi_of(service, service.whole_policy, routes))
        _documented[key] = routes, document["paths"]
    return _documented[key][1]


def _route_of(routes: list[APIRoute], request: httpx.Request) -> APIRoute | None:
    scope = {"type": "http", "path": request.url.path, "method": request.method}
    return next((route for route in routes if route.matches(scope)[0] is Match.FULL), None)
