"""Calls of providers that sign them instead of having a token: receipts of messages, and what people write back.

A hook stands under ``/hooks/``, beside the API and in its document. It takes the form that its provider sends, and is
let in by the provider's signature over it, before anything is read from the database. No role and no token opens it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse

from chassis.access.access import Access
from chassis.access.actors import SYSTEM
from chassis.access.policy import Policy
from chassis.access.scopes import Scope
from chassis.http.attempts import again_after_conflicts
from chassis.http.plain_routes import PlainRoute
from chassis.refusals import Forbidden
from chassis.work import Work


@dataclass(frozen=True)
class Call:
    """One call, as it came."""

    path: str
    """With its query, as it was sent."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Sent:
    """What a provider sends, for the API's document. It may send more: what is not known is passed over."""

    media_type: str
    schema: Mapping[str, Any]
    """JSON Schema."""
    example: Any


@dataclass(frozen=True)
class Hook:
    """One address that a provider calls."""

    path: str
    """Begins with ``/hooks/``."""
    scope: Scope
    """What it does, for the access log."""
    signed_by: str
    """The header that holds the signature."""
    sent: Sent
    is_genuine: Callable[[Call], bool]
    """Whether the provider signed it. False as well where the provider is not set up."""
    take: Callable[[Work, Call], Awaitable[None]]
    """What follows, in one transaction, again after a conflict. The same call may come twice, and calls in any order.
    Its name and docstring are the operation's. Raises NotUnderstood when the body is not of the provider's form."""
    greet: Callable[[Call], str | None] | None = None
    """What a GET is answered with, where the provider tries an address before it uses it; None refuses."""
    greeted_with: Mapping[str, str] = field(default_factory=dict)
    """The query parameters of that GET, with an example of each."""
    query: Mapping[str, str] = field(default_factory=dict)
    """The query parameters that a call may have, with an example of each."""
    done: int = 204
    """The status of a call that was taken; some providers repeat what is not answered with 200."""


def id_in(written: str) -> UUID | None:
    """The id of ours that a provider gives back; None for anything else."""
    try:
        return UUID(written)
    except ValueError:
        return None


LONGEST_ID = 500
"""Characters of a provider's id that are kept; no provider's are a third as long."""


def storable(text: str, longest: int = LONGEST_ID) -> str:
    """A provider's text without what PostgreSQL cannot keep: NUL, halves of characters, and endless ids."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:longest]


def add_hooks(app: FastAPI, hooks: tuple[Hook, ...], policy: Policy) -> None:
    """Serve them beside the API."""
    for hook in hooks:
        methods = ["POST", "GET"] if hook.greet else ["POST"]
        app.router.routes.append(PlainRoute(hook.path, _endpoint(hook, policy), methods=methods))


def _endpoint(hook: Hook, policy: Policy) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        call = Call(f"{request.url.path}{query}", dict(request.query_params), request.headers, await request.body())
        if request.method == "GET":
            return _greeting(hook, call, request)
        if not hook.is_genuine(call):
            raise _refused(hook, request)

        async def once() -> None:
            access = Access(policy, SYSTEM, hook.scope)
            async with request.app.state.transactions.begin(access=access) as work:
                await hook.take(work, call)

        await again_after_conflicts(once)
        return Response(status_code=204) if hook.done == 204 else PlainTextResponse("taken", hook.done)

    return answer


def _greeting(hook: Hook, call: Call, request: Request) -> Response:
    words = hook.greet(call) if hook.greet else None
    if words is None:
        raise _refused(hook, request)
    return Response(words, media_type="text/plain")


def _refused(hook: Hook, request: Request) -> Forbidden:
    request.app.state.telemetry.hooks_refused.labels(hook=hook.path).inc()
    return Forbidden("This call is not signed by the provider: check its token and the public address in the settings.")
