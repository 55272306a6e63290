"""A correlation id for every request, new or from the caller, a log line and a measurement of its outcome, and the
headers that every answer has."""

import time
from collections.abc import Iterable

import structlog
from prometheus_client import Histogram
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.ids import new_id
from chassis.run.telemetry import Telemetry

HEADER = "X-Correlation-Id"
LONGEST_ID = 100
GONE = 499
"""Logged and measured when the caller closed the connection before there was an answer."""

_NAME = HEADER.lower().encode()
_NOSNIFF = (b"x-content-type-options", b"nosniff")
_NO_STORE = (b"cache-control", b"no-store")

log = structlog.get_logger()


def with_headers(given: Iterable[tuple[bytes, bytes]], correlation_id: str) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, with those that every answer has. Data of patients is in no cache."""
    headers = [*given, (_NAME, correlation_id.encode("latin-1")), _NOSNIFF]
    if not any(name == b"cache-control" for name, _ in headers):
        headers.append(_NO_STORE)
    return headers


class Correlation:
    """ASGI middleware. It logs neither query nor body: they may hold names and health data."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        self._app = app
        self._telemetry = telemetry
        self._measured: dict[tuple[str, str, int], Histogram] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        correlation_id = given if 0 < len(given) <= LONGEST_ID and given.isprintable() else str(new_id())
        scope.setdefault("state", {})["correlation_id"] = correlation_id
        status = GONE

        async def send_tagged(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                scope["state"]["answering"] = True
                message["headers"] = with_headers(message.get("headers", ()), correlation_id)
            await send(message)

        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(correlation_id=correlation_id):
            try:
                await self._app(scope, receive, send_tagged)
            except Exception:
                status = 500  # outer middleware answers it
                raise
            finally:
                self._measure(scope, status, time.perf_counter() - began)
            if status == 429:
                return  # counted, but not logged: a flood must not fill the disk with its lines
            route = scope.get("route")
            log.info("request", method=scope["method"], route=getattr(route, "path", "?"), status=status)

    def _measure(self, scope: Scope, status: int, seconds: float) -> None:
        """Labels are limited to known words, because a caller can send any number of different paths and methods."""
        route = scope.get("route")
        path, methods = getattr(route, "path", "unknown"), getattr(route, "methods", None) or ()
        method = scope["method"] if scope["method"] in methods else "other"
        outcome = (method, path, status)
        measured = self._measured.get(outcome)
        if measured is None:
            measured = self._measured[outcome] = self._telemetry.http_requests.labels(*outcome)
        measured.observe(seconds)
