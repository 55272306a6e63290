"""One transaction per request: opened before the route runs, committed before the answer is sent."""

import asyncio
import inspect
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute

from chassis.access.actors import Actor
from chassis.data.errors import is_conflict, is_infrastructure
from chassis.events.envelope import Cause
from chassis.http.idempotency import HEADER, KeyMissing, KeyReused, KeyTooLong, earlier_answer, fingerprint_of, remember
from chassis.http.problems import NotUnderstood, OurMistake
from chassis.http.request_checks import NulCharacter, UnknownParameter, check_request, query_parameters
from chassis.refusals import Forbidden, Unauthenticated, Unavailable
from chassis.run.logs import describe
from chassis.run.telemetry import Telemetry
from chassis.work import Transactions, Work

log = structlog.get_logger()

ATTEMPTS = 8
"""How often a transaction that lost a conflict (40001, 40P01) is run again."""

_KEY_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "schema": {"type": "string", "maxLength": 200},
    "description": "Any string of your own for this request. Sent again, it gets the same answer and changes nothing.",
}


ALWAYS = (Unauthenticated, Forbidden, Unavailable, NotUnderstood, UnknownParameter, NulCharacter, OurMistake)
"""What any route may refuse."""
OF_KEYS = (KeyMissing, KeyReused, KeyTooLong)
"""What a route that creates something may refuse as well."""


def _first_sentence(words: str) -> str:
    return words.split("\n\n", maxsplit=1)[0].split(". ", maxsplit=1)[0].split("; ", maxsplit=1)[0].removesuffix(".")


class _AnsweredBefore(Exception):
    def __init__(self, response: Response) -> None:
        self.response = response


class CommandRoute(APIRoute):
    """Runs a route function in one transaction, again after a conflict, and once per Idempotency-Key."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        creates = "POST" in (options.get("methods") or ()) and options.get("status_code") == 201
        if "POST" in (options.get("methods") or ()):
            extra = dict(options.get("openapi_extra") or {})
            extra["parameters"] = [*extra.get("parameters", []), {**_KEY_PARAMETER, "required": creates}]
            options["openapi_extra"] = extra
        words = inspect.getdoc(endpoint) or ""
        options.setdefault("summary", None)
        options["summary"] = options["summary"] or _first_sentence(words)
        super().__init__(path, endpoint, **options)
        self.creates = creates
        self.refusals = (*ALWAYS, *(OF_KEYS if creates else ()))
        self.query_parameters = query_parameters(self.dependant)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler that FastAPI calls, wrapped in a transaction."""
        handler = super().get_route_handler()

        async def in_transactions(request: Request) -> Response:
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    return await self._in_transaction(handler, request)
                except _AnsweredBefore as before:
                    return before.response
                except Exception as error:
                    if not is_conflict(error) or attempt == ATTEMPTS:
                        raise _unavailable(error) from error
                    await asyncio.sleep(0.005 * 2**attempt)
            raise AssertionError("unreachable")

        return in_transactions

    async def _in_transaction(
        self, handler: Callable[[Request], Coroutine[Any, Any, Response]], request: Request
    ) -> Response:
        transactions: Transactions = request.app.state.transactions
        telemetry: Telemetry = request.app.state.telemetry
        came = Cause(request.state.correlation_id, traceparent=request.headers.get("traceparent"))
        with telemetry.span(f"{request.method} {self.path}", came) as cause:
            async with transactions.begin(cause=cause, reading=request.method == "GET") as work:
                request.state.work = work
                request.state.admit = partial(self._admit, request, work)
                response = await handler(request)
                key = _key_of(request)
                if key and response.status_code < 400:
                    await remember(work, key, response)
                return response

    async def _admit(self, request: Request, work: Work, actor: Actor) -> None:
        """Called after authentication: work continues as this actor. A key with a stored answer ends the request."""
        work.actor = actor
        await check_request(request, self.query_parameters)
        key = _key_of(request)
        if self.creates and not key:
            raise KeyMissing(
                "Send an Idempotency-Key header (any string of yours), so that a repeated request does nothing twice."
            )
        if key:
            before = await earlier_answer(work, key, await fingerprint_of(request))
            if before:
                raise _AnsweredBefore(before)


def _unavailable(error: Exception) -> Exception:
    """The same error, or a refusal when the database failed and not the request."""
    if not is_infrastructure(error):
        return error
    log.warning("request_without_database", error=describe(error))
    # The outcome is unknown: a connection that breaks during a commit does not say whether it took effect.
    return Unavailable("The database does not answer: try again in a moment, with the same Idempotency-Key.")


def _key_of(request: Request) -> str | None:
    return request.headers.get(HEADER) if request.method == "POST" else None


async def _work(request: Request) -> Work:
    """The request's work. FastAPI resolves it after authentication, because ``allow`` is in the same route."""
    work: Work = request.state.work
    return work


Transaction = Annotated[Work, Depends(_work)]
"""A route's transaction."""


def api_router(tag: str) -> APIRouter:
    """A router under /v1 whose requests run in one transaction each."""
    return APIRouter(
        prefix="/v1", tags=[tag], route_class=CommandRoute, generate_unique_id_function=lambda route: route.name
    )
