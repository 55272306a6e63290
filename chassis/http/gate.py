"""What every request passes before its route runs: token, rate, room, size. The cheapest check comes first.

Nothing of a caller without a valid token is kept: neither its body nor a place among the requests in progress, and no
database connection. Connections themselves are limited in ``chassis.http.connections``.
"""

import asyncio
import math
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.access.actors import Actor, Role
from chassis.access.authenticator import Authenticator
from chassis.http.pages import Pages
from chassis.http.problems import answer_to
from chassis.http.rates import Rates
from chassis.http.uploads import receive_upload
from chassis.refusals import Refusal, Unauthenticated
from chassis.run.settings import Settings

PROBES = frozenset({"/health/live", "/health/ready", "/metrics"})
"""Never refused: a restart or a blind monitoring would make a flood worse."""
API, HOOKS, DOORS, DOCS = "/v1/", "/hooks/", "/links/", "/docs"


class BodyTooLarge(Refusal):
    """The body is larger than this API accepts: send less at once (413)."""

    status = 413


class RequestTooSlow(Refusal):
    """The request did not arrive in time: send it again (408)."""

    status = 408


class TooManyRequests(Refusal):
    """Too many requests from this caller or this address: wait as long as Retry-After says (429)."""

    status = 429


class Busy(Refusal):
    """More requests are in progress than this API handles at once: try again in a moment (503)."""

    status = 503


class TookTooLong(Refusal):
    """The request was not finished in time and may have taken effect: send it again, with the same key (503)."""

    status = 503


LIMITS = (BodyTooLarge, RequestTooSlow, TooManyRequests, Busy, TookTooLong)
"""What any route may refuse because of a limit."""


class _Gone(Exception):
    """The caller closed the connection before the body was complete."""


class Gate:
    """ASGI middleware in front of the routes."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: Settings,
        authenticator: Authenticator,
        uploads: Sequence[str] = (),
        pages: Pages | None = None,
    ) -> None:
        """``uploads`` are patterns of addresses whose POST takes a file as its body.

        ``pages`` is given where there are any: what is refused of them is a page, and those of them whose answers go on
        are without a limit of time.
        """
        self._app = app
        self._settings = settings
        self._authenticator = authenticator
        self._addresses = Rates(settings.limit_address_rate)
        self._callers = Rates(settings.limit_caller_rate)
        self._patients = Rates(settings.limit_patient_rate)
        self._in_progress = 0
        self._pages = pages
        self._streams = re.compile(pages.streams) if pages else None
        self._takes_files = re.compile("|".join(uploads)) if uploads else None
        self._uploading = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self._app(scope, receive, send)
            return
        try:
            if scope["path"].startswith(API):
                await self._let_in(scope, receive, send)
            elif self._streams is not None and not scope["path"].startswith(DOCS):
                await self._page(scope, receive, send)
            else:
                self._count_address(scope)
                await self._without_token(scope, receive, send)
        except Refusal as refusal:
            answer = self._refused(Request(scope), refusal)
            if isinstance(refusal, RequestTooSlow):
                answer.headers["Connection"] = "close"
            await answer(scope, receive, send)
        except _Gone:
            return

    def _refused(self, request: Request, refusal: Refusal) -> Response:
        """For programs a problem document, for who looks at a page words."""
        if self._pages is not None and not request.url.path.startswith((API, DOCS, DOORS, HOOKS)):
            return self._pages.refused(request, refusal)
        return answer_to(request, refusal)

    async def _without_token(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pages; and calls that a provider signs, or that open a link: those have a body, and use the database."""
        if scope["path"].startswith((HOOKS, DOORS)):
            await self._in_turn(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Who asks, and how often they may, is known when their cookie has been looked at."""
        assert self._streams is not None
        if scope["method"] == "GET" and self._streams.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
        else:
            await self._in_turn(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._count_caller(await self._authenticate(scope))
        await self._in_turn(scope, receive, send)

    async def _in_turn(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._in_progress >= self._settings.limit_requests:
            raise Busy("The service is busy: try again in a moment.")
        self._in_progress += 1
        try:
            if self._takes_files and scope["method"] == "POST" and self._takes_files.fullmatch(scope["path"]):
                async with self._with_file(scope, receive) as rest:
                    await self._answer(scope, rest, send)
            else:
                await self._answer(scope, receive, send)
        finally:
            self._in_progress -= 1

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(self._settings.limit_request_seconds) as time:
                scope["state"]["extend"] = partial(self._extend, time)
                await self._app(scope, await self._with_body(scope, receive), send)
        except TimeoutError as error:
            if not time.expired() or scope["state"].get("answering"):
                raise
            raise TookTooLong("This took too long: try again in a moment, with the same Idempotency-Key.") from error

    def _extend(self, time: asyncio.Timeout) -> None:
        """A streamed answer makes progress: its next piece has the time of a request again."""
        time.reschedule(asyncio.get_running_loop().time() + self._settings.limit_request_seconds)

    async def _authenticate(self, scope: Scope) -> Actor:
        kind, _, token = Headers(scope=scope).get("Authorization", "").partition(" ")
        try:
            if kind.lower() != "bearer" or not token:
                raise Unauthenticated("Nobody is signed in: send an Authorization header with a bearer token.")
            actor = await self._authenticator.authenticate(token)
        except Unauthenticated:
            self._count_address(scope)
            raise
        scope["state"]["actor"] = actor
        return actor

    def _count_address(self, scope: Scope) -> None:
        client = scope.get("client")
        require_turn(self._addresses.take(client[0] if client else ""))

    def _count_caller(self, actor: Actor) -> None:
        rates = self._patients if actor.roles == {Role.PATIENT} else self._callers
        require_turn(rates.take(actor.subject))

    async def _with_body(self, scope: Scope, receive: Receive) -> Receive:
        """A ``receive`` that gives the whole body at once. Raises BodyTooLarge and RequestTooSlow."""
        if "upload" in scope["state"]:
            return receive
        headers = Headers(scope=scope)
        if headers.get("Content-Length", "0") == "0" and "Transfer-Encoding" not in headers:
            return receive
        _require_room(headers, self._settings.limit_body_bytes)
        try:
            async with asyncio.timeout(self._settings.limit_body_seconds):
                body = await self._read(receive)
        except TimeoutError as error:
            raise RequestTooSlow("The request did not arrive in time: send it again.") from error
        return _again(body, receive)

    @asynccontextmanager
    async def _with_file(self, scope: Scope, receive: Receive) -> AsyncIterator[Receive]:
        """Keep the body in a temporary file while the request lasts. Raises BodyTooLarge, RequestTooSlow, Busy."""
        largest = self._settings.limit_upload_bytes
        _require_room(Headers(scope=scope), largest)
        if self._uploading >= self._settings.limit_uploads:
            raise Busy("The service is busy: try again in a moment.")
        self._uploading += 1
        try:
            async with asyncio.timeout(self._settings.limit_upload_seconds):
                upload = await receive_upload(receive, largest, partial(_too_large, largest))
            if upload is None:
                raise _Gone
            with upload.file:
                scope["state"]["upload"] = upload
                yield _again(b"", receive)
        except TimeoutError as error:
            if "upload" in scope["state"]:
                raise
            raise RequestTooSlow("The request did not arrive in time: send it again.") from error
        finally:
            self._uploading -= 1

    async def _read(self, receive: Receive) -> bytes:
        pieces: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                raise _Gone
            pieces.append(message.get("body", b""))
            size += len(pieces[-1])
            if size > self._settings.limit_body_bytes:
                raise _too_large(self._settings.limit_body_bytes)
            more = message.get("more_body", False)
        return b"".join(pieces)


def _too_large(largest: int) -> BodyTooLarge:
    return BodyTooLarge("The body is larger than {bytes} bytes: send less at once.", bytes=largest)


def _require_room(headers: Headers, largest: int) -> None:
    """Refuse by what the caller says before anything is read. Raises BodyTooLarge."""
    length = headers.get("Content-Length", "0")
    if length.isdecimal() and int(length) > largest:
        raise _too_large(largest)


def require_turn(wait: float) -> None:
    """``wait`` is what a rate said, in seconds. Raises TooManyRequests, which says how long to wait."""
    if wait > 0:
        seconds = math.ceil(wait)
        refusal = TooManyRequests(
            "Too many requests: wait {seconds} {seconds:second|seconds}, then try again.", seconds=seconds
        )
        refusal.retry_after = seconds
        raise refusal


def _again(body: bytes, receive: Receive) -> Receive:
    given = False

    async def received() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return received
