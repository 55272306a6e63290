"""The system that the proof is run against, as its clients see it: booking's public API."""

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from chassis.ids import new_id

Json = dict[str, Any]

IN_DOUBT = 0
"""Stands for the status of a request that got no answer: nobody knows whether it was done."""
UNCERTAIN = frozenset({"took-too-long", "unavailable"})
"""Refusals of a change that may have taken effect; that of a service with no room, ``busy``, has done nothing."""
TRIES = 5
"""Of a request that the proof cannot do without, while there is no answer."""


class SetUpRefused(Exception):
    """The system did not let the proof open its clinics; the text is what it said."""


@dataclass(frozen=True)
class Answer:
    """What a client got."""

    status: int
    """HTTP status, or `IN_DOUBT`."""
    body: Json

    @property
    def in_doubt(self) -> bool:
        """Whether a change may have been made all the same: no answer, or one that says so."""
        return self.status == IN_DOUBT or (self.status == httpx.codes.SERVICE_UNAVAILABLE and self.problem in UNCERTAIN)

    @property
    def problem(self) -> str:
        """The name of the problem type of a refusal, or its status."""
        return str(self.body.get("type", self.status)).rsplit(":", 1)[-1]


class BookingApi:
    """Requests to booking, each with the token of the client that makes it."""

    def __init__(
        self,
        address: str,
        token_of: Callable[[str], str],
        clients: int,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._address = f"{address.rstrip('/')}/v1"
        self._token_of = token_of
        limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients, keepalive_expiry=2)
        self._http = httpx.AsyncClient(limits=limits, timeout=httpx.Timeout(60, pool=None), transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def ask(
        self,
        who: str,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        version: int | None = None,
        key: str | None = None,
        query: Json | None = None,
    ) -> Answer:
        """One request by the client ``who``. ``key`` is its Idempotency-Key, left out: one of its own."""
        headers = {"Authorization": f"Bearer {self._token_of(who)}"}
        if method == "POST":
            headers["Idempotency-Key"] = key or str(new_id())
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        try:
            answer = await self._http.request(method, self._address + path, json=body, params=query, headers=headers)
        except httpx.TransportError as error:
            return Answer(IN_DOUBT, {"detail": type(error).__name__})
        return Answer(answer.status_code, answer.json() if answer.content else {})

    async def made(
        self, method: str, path: str, body: Json | None = None, *, version: int | None = None, **query: Any
    ) -> Json:
        """One request that the proof cannot do without. Raises SetUpRefused.

        Without an answer it is sent again under the same key, so that it is done once: a server closes a connection
        that rests, and five hundred clients on two processors read an answer late, then use what is closed already.
        """
        key, tries = str(new_id()), TRIES if method in ("GET", "POST") else 1
        for _ in range(tries):
            answer = await self.ask("proof", method, path, body, version=version, key=key, query=query or None)
            if not answer.in_doubt:
                break
        if not 200 <= answer.status < 300:
            raise SetUpRefused(f"{method} {path}: {answer.status} {answer.body.get('detail', '')}")
        return answer.body

    async def every(self, path: str, **query: Any) -> list[Json]:
        """A list to its last page. Raises SetUpRefused."""
        items: list[Json] = []
        after: Json = {}
        while True:
            page = await self.made("GET", path, **query, **after)
            items += page["items"]
            if not page.get("next"):
                return items
            after = {"after": page["next"]}
