"""A correlation id for every request, new or from the caller, and a log line and a measurement of its outcome."""

import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.ids import new_id
from chassis.run.telemetry import Telemetry

HEADER = "X-Correlation-Id"
LONGEST_ID = 100

log = structlog.get_logger()


class Correlation:
    """ASGI middleware. It logs neither query nor body: they may hold names and health data."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        self._app = app
        self._telemetry = telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        correlation_id = given if 0 < len(given) <= LONGEST_ID and given.isprintable() else str(new_id())
        scope.setdefault("state", {})["correlation_id"] = correlation_id
        status = 500  # the status of an exception that outer middleware answers

        async def send_tagged(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = correlation_id
            await send(message)

        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(correlation_id=correlation_id):
            try:
                await self._app(scope, receive, send_tagged)
            finally:
                self._measure(scope, status, time.perf_counter() - began)
            route = scope.get("route")
            log.info("request", method=scope["method"], route=getattr(route, "path", "?"), status=status)

    def _measure(self, scope: Scope, status: int, seconds: float) -> None:
        """Labels are limited to known words, because a caller can send any number of different paths and methods."""
        route = scope.get("route")
        path, methods = getattr(route, "path", "unknown"), getattr(route, "methods", None) or ()
        method = scope["method"] if scope["method"] in methods else "other"
        self._telemetry.http_requests.labels(method, path, status).observe(seconds)
