"""One transaction per request: opened before the route runs, committed before the answer is sent."""

import inspect
import re
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute

from chassis.access.access import Access
from chassis.access.actors import Actor
from chassis.access.grants import require_granted
from chassis.access_log.writer import Waiting
from chassis.data.errors import sqlstate_of
from chassis.events.envelope import Cause
from chassis.http.attempts import again_after_conflicts
from chassis.http.gate import LIMITS
from chassis.http.idempotency import (
    HEADER,
    KeyMissing,
    KeyReused,
    KeyTooLong,
    LinkUsed,
    answer_of,
    earlier_answer,
    require_short,
)
from chassis.http.problems import NotUnderstood, OurMistake
from chassis.http.request_checks import (
    NotSentAsJson,
    NotStorable,
    NulCharacter,
    UnknownParameter,
    check_request,
    leave_out_hidden,
    query_parameters,
    read_json,
    whole_numbers,
)
from chassis.refusals import Forbidden, Refusal, Unauthenticated, Unavailable
from chassis.run.telemetry import Telemetry
from chassis.work import AnsweredAlready, Transactions, Work

_KEY_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "schema": {"type": "string", "maxLength": 200},
    "description": "Any string of your own for this request. Sent again, it gets the same answer and changes nothing.",
}


ALWAYS = (
    Unauthenticated,
    Forbidden,
    Unavailable,
    NotUnderstood,
    UnknownParameter,
    NulCharacter,
    NotStorable,
    OurMistake,
    *LIMITS,
)
"""What any route may refuse."""
WITH_A_BODY = (NotSentAsJson,)
"""What a route that takes a body may refuse as well."""
OF_KEYS = (KeyReused, KeyTooLong, LinkUsed)
"""What a POST may refuse as well; one that creates something may also refuse with KeyMissing."""


def _first_sentence(words: str) -> str:
    return words.split("\n\n", maxsplit=1)[0].split(". ", maxsplit=1)[0].split("; ", maxsplit=1)[0].removesuffix(".")


class CommandRoute(APIRoute):
    """Runs a route function in one transaction, again after a conflict, and once per Idempotency-Key."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        posts = "POST" in (options.get("methods") or ())
        creates = posts and options.get("status_code") == 201
        if posts:
            extra = dict(options.get("openapi_extra") or {})
            extra["parameters"] = [*extra.get("parameters", []), {**_KEY_PARAMETER, "required": creates}]
            options["openapi_extra"] = extra
        words = inspect.getdoc(endpoint) or ""
        options.setdefault("summary", None)
        options["summary"] = options["summary"] or _first_sentence(words)
        super().__init__(path, endpoint, **options)
        self.creates = creates
        self.refusals = (
            *ALWAYS,
            *(WITH_A_BODY if self.body_field else ()),
            *(OF_KEYS if posts else ()),
            *((KeyMissing,) if creates else ()),
        )
        self.query_parameters = query_parameters(self.dependant)
        self.whole_numbers = whole_numbers(self.dependant)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler that FastAPI calls, wrapped in a transaction."""
        handler = super().get_route_handler()

        async def in_transactions(request: Request) -> Response:
            request.state.operation = self.name
            leave_out_hidden(request)
            if self.body_field:
                await read_json(request, request.app.state.settings)
            return await again_after_conflicts(lambda: self._once_per_key(handler, request))

        return in_transactions

    async def _once_per_key(
        self, handler: Callable[[Request], Coroutine[Any, Any, Response]], request: Request
    ) -> Response:
        """The answer, or the earlier one to the same request. Raises KeyReused."""
        try:
            return await self._in_transaction(handler, request)
        except Exception as error:
            # The same request at the same moment may have done what makes this one fail: it has committed by now.
            if _may_be_answered(error) and (earlier := await _earlier_answer(request)):
                return earlier
            waiting: Waiting = request.app.state.access_log
            if isinstance(error, Forbidden):
                waiting.add_refusal(request.state.work)
            elif isinstance(error, Refusal) and error.shows_patients:
                waiting.add_reads(request.state.work)
            raise

    async def _in_transaction(
        self, handler: Callable[[Request], Coroutine[Any, Any, Response]], request: Request
    ) -> Response:
        transactions: Transactions = request.app.state.transactions
        telemetry: Telemetry = request.app.state.telemetry
        came = Cause(request.state.correlation_id, traceparent=_traceparent_of(request))
        with telemetry.span(f"{request.method} {self.path}", came) as cause:
            async with transactions.begin(cause=cause, reading=request.method == "GET") as work:
                request.state.work = work
                request.state.admit = partial(self._admit, request, work)
                response = await handler(request)
                if request.method == "GET":
                    waiting: Waiting = request.app.state.access_log
                    waiting.add_reads(work)  # raises Unavailable: what cannot be logged is not answered
                work.access.require_decided()
                key = _key_of(request)
                if key and response.status_code < 400:
                    work.keep_answer(await answer_of(request, key, response))
                return response

    async def _admit(self, request: Request, work: Work, access: Access) -> None:
        """Called when the caller may use the route: work continues as this actor."""
        work.access = access
        access.operation = self.name
        check_request(request, self.query_parameters, self.whole_numbers)
        _require_within_link(request, access)
        key = _key_of(request)
        if key:
            require_short(key)
        if self.creates and not key:
            raise KeyMissing(
                "Send an Idempotency-Key header (any string of yours), so that a repeated request does nothing twice."
            )


CONSTRAINT_VIOLATED = "23"
"""The class of SQLSTATEs."""
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


def _traceparent_of(request: Request) -> str | None:
    """The caller's trace (W3C Trace Context); it goes into every event, so text of another form is left out."""
    given = request.headers.get("traceparent")
    return given if given and _TRACEPARENT.fullmatch(given) else None


def _key_of(request: Request) -> str | None:
    """The caller's own key; or the one that a link gives each thing that it does, which so is done once."""
    if request.method != "POST":
        return None
    actor: Actor | None = getattr(request.state, "actor", None)
    given = request.headers.get(HEADER)
    if actor is not None and actor.grant is not None:
        return actor.grant.key_for(request.app.state.service_name, request.state.operation, given)
    return given


def _require_within_link(request: Request, access: Access) -> None:
    """Refuse what an opened link is not for. Raises Forbidden."""
    if access.actor.grant is not None:
        require_granted(
            access.actor.grant,
            request.app.state.service_name,
            access.operation,
            changes=request.method != "GET",
            path=request.path_params,
            query=request.query_params,
        )


def _may_be_answered(error: Exception) -> bool:
    """Whether the first of two equal requests can be why the second one is refused or violates a constraint."""
    return isinstance(error, AnsweredAlready | Refusal) or (sqlstate_of(error) or "").startswith(CONSTRAINT_VIOLATED)


async def _earlier_answer(request: Request) -> Response | None:
    """The answer to the same request, where its route was reached and it has been answered before. Raises KeyReused."""
    key, transactions = _key_of(request), request.app.state.transactions
    if not key or not hasattr(request.state, "reached"):
        return None
    actor: Actor = request.state.work.actor
    async with transactions.begin(reading=True) as work:
        try:
            return await earlier_answer(work, key, actor.subject, request)
        except KeyReused:
            if actor.grant is not None:
                raise LinkUsed("This link was used for this already: ask the clinic for another one.") from None
            raise


async def _work(request: Request) -> Work:
    """The request's work. FastAPI resolves it after authentication, because ``allow`` is in the same route."""
    request.state.reached = True
    work: Work = request.state.work
    return work


Transaction = Annotated[Work, Depends(_work)]
"""A route's transaction."""


def api_router(tag: str) -> APIRouter:
    """A router under /v1 whose requests run in one transaction each."""
    return APIRouter(
        prefix="/v1", tags=[tag], route_class=CommandRoute, generate_unique_id_function=lambda route: route.name
    )
