"""The APIs of the four other services, called with the signed-in person's own token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2
import structlog
from fastapi import FastAPI

from chassis.refusals import Unauthenticated, Unavailable
from chassis.run.logs import describe
from services.console.settings import ConsoleSettings
from services.console.trust import known_authorities

log = structlog.get_logger()

SECONDS = 10.0
"""How long a service may take for an answer."""
RESTING_SECONDS = 2.0
"""How long a connection is kept that nobody uses: less than the five seconds after which a service closes it."""
SERVICES = ("booking", "inventory", "notifications", "screening")
OWN = "console"
ALL = tuple(sorted((*SERVICES, OWN)))
"""With the console's own API, which is asked as the others are."""
PROBLEM = "urn:needlepoint:problem:"


class Refused(Exception):
    """A service refused, in its own words, which are in the reader's language already."""

    def __init__(self, status: int, sentence: str, problem: Mapping[str, Any]) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self._problem = problem

    @property
    def kind(self) -> str:
        """Which refusal it is, such as ``slot-taken``."""
        return str(self._problem.get("type", "")).removeprefix(PROBLEM)

    @property
    def errors(self) -> Sequence[Mapping[str, str]]:
        """What is wrong with single fields: ``field``, dotted, and ``problem``, to be shown beside it."""
        return list(self._problem.get("errors") or ())

    @property
    def by_field(self) -> dict[str, str]:
        """The same by the dotted name of the field."""
        return {each["field"]: each["problem"] for each in self.errors}

    def tells(self, name: str) -> Any:
        """What else the refusal says, such as ``alternatives``; None where it does not."""
        return self._problem.get(name)


@dataclass(frozen=True)
class Caller:
    """For whom a service is called."""

    token: str = field(repr=False)
    language: str
    correlation_id: str


class Neighbours:
    """One pool of connections for each service."""

    def __init__(
        self,
        settings: ConsoleSettings,
        transport: httpx2.AsyncBaseTransport | None = None,
        own: FastAPI | None = None,
    ) -> None:
        limits = httpx2.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=RESTING_SECONDS)
        self._addresses = {name: settings.url_of(name) for name in SERVICES}
        self._clients = {
            name: httpx2.AsyncClient(
                base_url=f"{settings.url_of(name)}/v1",
                timeout=SECONDS,
                limits=limits,
                transport=transport,
                verify=known_authorities(),
            )
            for name in SERVICES
        }
        if own is not None:
            within = httpx2.ASGITransport(own)
            self._clients[OWN] = httpx2.AsyncClient(base_url="http://console/v1", timeout=SECONDS, transport=within)

    async def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            await client.aclose()

    async def read_from(self, service: str, path: str, caller: Caller, **query: Any) -> Any:
        """What a service answers. Raises Refused, Unauthenticated, Unavailable."""
        given = {name: value for name, value in query.items() if value is not None}
        return await self._call(service, "GET", path, caller, params=given)

    async def send_to(
        self,
        service: str,
        path: str,
        caller: Caller,
        body: Any = None,
        *,
        key: str,
        version: str | None = None,
        method: str = "POST",
    ) -> Any:
        """Do something, once for each ``key``. Raises Refused, Unauthenticated, Unavailable."""
        headers = {"Idempotency-Key": key, **({"If-Match": f'"{version}"'} if version else {})}
        return await self._call(service, method, path, caller, json=body, headers=headers)

    async def file_from(self, service: str, path: str, caller: Caller, **query: str | None) -> tuple[bytes, str]:
        """A small file, and its media type. Raises Refused, Unauthenticated, Unavailable."""
        asked = {name: value for name, value in query.items() if value is not None}
        answer = await self._request(service, "GET", path, _who(caller), params=asked)
        if not answer.is_success:
            raise _refusal(service, answer)
        return answer.content, answer.headers.get("Content-Type", "application/octet-stream")

    async def send_file(
        self,
        service: str,
        path: str,
        caller: Caller,
        content: bytes,
        *,
        key: str,
        media_type: str = "application/octet-stream",
        method: str = "POST",
        **query: Any,
    ) -> Any:
        """Have a service keep a file, once for each ``key``. Raises Refused, Unauthenticated, Unavailable."""
        headers = {"Idempotency-Key": key, "Content-Type": media_type}
        return await self._call(service, method, path, caller, content=content, params=query, headers=headers)

    async def open_door(
        self, service: str, path: str, body: Mapping[str, Any], language: str, correlation_id: str
    ) -> Any:
        """Call a public address, such as ``/links/open``, as nobody. Raises Refused, Unauthenticated, Unavailable."""
        headers = {"Accept-Language": language, "X-Correlation-Id": correlation_id}
        answer = await self._request(service, "POST", self._addresses[service] + path, headers, json=body)
        return _content_of(service, answer)

    async def _call(
        self,
        service: str,
        method: str,
        path: str,
        caller: Caller,
        *,
        headers: Mapping[str, str] | None = None,
        **what: Any,
    ) -> Any:
        answer = await self._request(service, method, path, {**_who(caller), **(headers or {})}, **what)
        return _content_of(service, answer)

    async def _request(
        self, service: str, method: str, path: str, headers: Mapping[str, str], **what: Any
    ) -> httpx2.Response:
        try:
            return await self._sent(service, method, path, headers=headers, **what)
        except httpx2.HTTPError as error:
            log.warning("neighbour_away", service=service, error=describe(error))
            raise _away(service) from error

    async def _sent(
        self, service: str, method: str, path: str, *, headers: Mapping[str, str], **what: Any
    ) -> httpx2.Response:
        """The answer. What met a closing connection is sent again where that does nothing twice: a read, or a key."""
        client = self._clients[service]
        try:
            return await client.request(method, path, headers=headers, **what)
        except (httpx2.ReadError, httpx2.WriteError, httpx2.RemoteProtocolError):
            if method != "GET" and not (method == "POST" and "Idempotency-Key" in headers):
                raise
            return await client.request(method, path, headers=headers, **what)


def _who(caller: Caller) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {caller.token}",
        "Accept-Language": caller.language,
        "X-Correlation-Id": caller.correlation_id,
    }


def _content_of(service: str, answer: httpx2.Response) -> Any:
    if not answer.is_success:
        raise _refusal(service, answer)
    return answer.json() if answer.content else None


def _refusal(service: str, answer: httpx2.Response) -> Exception:
    try:
        problem = answer.json()
        sentence = str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        return _away(service)
    if answer.status_code == httpx2.codes.UNAUTHORIZED:
        return Unauthenticated("You are signed out: sign in again.")
    if answer.is_server_error:
        return _away(service)
    return Refused(answer.status_code, sentence, problem)


def _away(service: str) -> Unavailable:
    return Unavailable("{service} does not answer at the moment: try again in a minute.", service=service.capitalize())
