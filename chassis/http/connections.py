"""Limits on connections, below HTTP: the size of headers, the time until they are complete, and how many may be open.

uvicorn limits none of these by itself. Use the class that ``limited_connections`` makes as its ``http`` protocol.
"""

import asyncio
import json
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from chassis.run.limit_settings import LimitSettings

_CLOSING_SECONDS = 5.0
"""How long the last answer on a connection may take to be read."""
_MOST_DROPPED = 256 * 1_048_576
"""Bytes of refused bodies that are read and dropped, so that the caller gets to read the refusal."""


class _HeadTooLarge(Exception):
    """The address and the headers together have too many bytes."""


def limited_connections(settings: LimitSettings) -> type[HttpToolsProtocol]:
    """A protocol for one server; its connections are counted together."""

    class LimitedConnections(_LimitedConnection):
        limits = settings
        strangers: dict[_LimitedConnection, None] = {}  # noqa: RUF012  # shared by the connections of one server
        known: dict[_LimitedConnection, None] = {}  # noqa: RUF012

    return LimitedConnections


class _LimitedConnection(HttpToolsProtocol):
    """One connection. It waits (for headers) or works (on a request), and waits for a limited time only."""

    limits: LimitSettings
    strangers: "dict[_LimitedConnection, None]"
    """Connections without a request in progress, the one that has waited longest first."""
    known: "dict[_LimitedConnection, None]"
    """Likewise, of callers whose last request had a valid token: closed only when there are no others."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Count it, and make room for it."""
        super().connection_made(transport)
        self._head_bytes = 0
        self._dropped_bytes = 0
        self._in_body = False
        self._timer: asyncio.TimerHandle | None = None
        if len(self.connections) > self.limits.limit_connections:
            self._close_the_oldest()
        self._wait(self.limits.limit_head_seconds)

    def _close_the_oldest(self) -> None:
        oldest = next(iter(self.strangers), None) or next(iter(self.known), self)
        oldest._work()
        oldest.transport.abort()

    def _wait(self, seconds: float, *, known: bool = False) -> None:
        self._work()
        (self.known if known else self.strangers)[self] = None
        self._timer = self.loop.call_later(seconds, self._waited_too_long)

    def _work(self) -> None:
        self.strangers.pop(self, None)
        self.known.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    @property
    def _is_waiting(self) -> bool:
        return self._timer is not None

    def _waited_too_long(self) -> None:
        self._work()
        if self.transport.is_closing() or self._head_bytes == 0:
            self.transport.abort()
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The headers did not arrive in time: send the request again.")

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Answer without a request, and close."""
        name = status.phrase.lower().replace(" ", "-")
        problem = {
            "type": f"urn:needlepoint:problem:{name}",
            "title": status.phrase,
            "status": status,
            "detail": detail,
        }
        body = json.dumps(problem).encode()
        head = (
            f"HTTP/1.1 {status} {status.phrase}\r\ncontent-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
        self._timer = self.loop.call_later(_CLOSING_SECONDS, self._waited_too_long)

    def data_received(self, data: bytes) -> None:
        """Count what arrives before the end of the headers."""
        if self.transport.is_closing():
            return
        if self._is_waiting and self._in_body:  # the body of a request that is answered
            self._dropped_bytes += len(data)
            if self._dropped_bytes > _MOST_DROPPED:
                self.transport.abort()
                return
        elif self._is_waiting:
            self._head_bytes += len(data)
        super().data_received(data)
        in_head = self._is_waiting and not self._in_body and not self.transport.is_closing()
        if in_head and self._head_bytes > self.limits.limit_head_bytes:
            self.send_400_response("")

    def send_400_response(self, msg: str) -> None:
        """Answer a request that is not HTTP, or whose headers are too large."""
        self._work()
        if self._head_bytes > self.limits.limit_head_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The address and the headers are too large.")
        else:
            self._refuse(HTTPStatus.BAD_REQUEST, "This is not a request of HTTP/1.1.")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep headers; what follows a body (trailers) is dropped."""
        if not self._in_body:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The connection works on a request from here on."""
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > self.limits.limit_head_bytes:
            self._head_bytes = size
            raise _HeadTooLarge
        self._in_body = True
        self._head_bytes = 0
        self._work()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next bytes begin another request."""
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the rest of the body, if it was refused unread, and for the next request."""
        super().on_response_complete()
        if self.cycle.response_complete:
            known = "actor" in self.cycle.scope["state"]  # the gate puts it there
            self._wait(self.timeout_keep_alive + self.limits.limit_head_seconds, known=known)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._work()
        super().connection_lost(exc)


def server_options(settings: LimitSettings) -> dict[str, Any]:
    """Arguments of uvicorn.Config for every server of ours."""
    return {
        "http": limited_connections(settings),
        "ws": "none",
        "server_header": False,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": settings.trusted_proxies or None,
        "log_config": None,
        "access_log": False,
    }
