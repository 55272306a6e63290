"""Public addresses: what somebody may call who has no token, such as whoever opens a link in a message.

They stand under ``/links/``, beside the API under ``/v1``, and are in its document. A door takes a small form as JSON,
and what is in that form is all that lets its caller in; a reading is let in by the secret in its address; a notice is
for everybody. The gate limits how often one network address may call and how much it may send.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from chassis.access.access import Access
from chassis.access.actors import SYSTEM
from chassis.access.policy import Policy
from chassis.access.scopes import Scope
from chassis.http.attempts import again_after_conflicts
from chassis.http.field_errors import NO_BODY
from chassis.http.plain_routes import PlainRoute
from chassis.http.problems import not_understood, read_form
from chassis.http.request_checks import read_json
from chassis.refusals import FieldError
from chassis.work import Work

NOT_KEPT = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@dataclass(frozen=True)
class Door:
    """One public address that takes a form by POST."""

    path: str
    """Begins with ``/links/``."""
    scope: Scope
    """What it does, for the access log."""
    form: type[BaseModel]
    open: Callable[[Work, Any], Awaitable[BaseModel]]
    """What follows, in one transaction."""


@dataclass(frozen=True)
class Notice:
    """One public address that shows the same to everybody by GET, such as public keys."""

    path: str
    """Begins with ``/links/``."""
    show: Callable[[], Mapping[str, Any]]
    example: Mapping[str, Any]
    """Of what is shown, for the API's document."""


@dataclass(frozen=True)
class Document:
    """What is read at a public address."""

    content: bytes
    media_type: str
    etag: str
    """The same for as long as the content means the same."""


@dataclass(frozen=True)
class Reading:
    """One public address whose last part is a secret, and lets its caller read what the secret is for, by GET."""

    path: str
    """Begins with ``/links/`` and names ``{secret}``."""
    scope: Scope
    read: Callable[[Work, str], Awaitable[Document]]
    """In one transaction. Raises NotFound for a secret that nobody has."""
    media_type: str
    """Of what is read, for the API's document."""


PublicAddress = Door | Notice | Reading


def add_doors(app: FastAPI, doors: tuple[PublicAddress, ...], policy: Policy) -> None:
    """Serve them beside the API."""
    for door in doors:
        if isinstance(door, Door):
            app.router.routes.append(PlainRoute(door.path, _opening(door, policy), methods=["POST"]))
        elif isinstance(door, Notice):
            app.router.routes.append(PlainRoute(door.path, _showing(door), methods=["GET"]))
        else:
            app.router.routes.append(PlainRoute(door.path, _reading(door, policy), methods=["GET"]))


def _opening(door: Door, policy: Policy) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        form = await _form_in(request, door.form)

        async def once() -> BaseModel:
            access = Access(policy, SYSTEM, door.scope)
            async with request.app.state.transactions.begin(access=access) as work:
                return await door.open(work, form)

        shown = await again_after_conflicts(once)
        return JSONResponse(shown.model_dump(mode="json"), headers=NOT_KEPT)

    return answer


async def _form_in(request: Request, form: type[BaseModel]) -> BaseModel:
    """What was sent. Raises NotUnderstood, and what ``read_json`` raises."""
    await read_json(request, request.app.state.settings)
    sent = await request.json() if await request.body() else None
    if sent is None:
        raise not_understood([FieldError("", NO_BODY)])
    return read_form(form, sent)


def _showing(notice: Notice) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        return JSONResponse(notice.show())

    return answer


def _reading(reading: Reading, policy: Policy) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        async def once() -> Document:
            access = Access(policy, SYSTEM, reading.scope)
            async with request.app.state.transactions.begin(access=access) as work:
                return await reading.read(work, request.path_params["secret"])

        found = await again_after_conflicts(once)
        headers = {"ETag": f'"{found.etag}"', "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(found.content, media_type=found.media_type, headers=headers)

    return answer
