"""Limits of an API over real connections: what is refused, how soon, and what is kept of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text

from chassis.access.actors import Role
from tests.integration.chassis.tally import service
from tests.support.fixtures import RunService
from tests.support.running import Running
from tests.support.serving import serving

LIMITS = {
    "limit_body_bytes": 10_000,
    "limit_body_seconds": 0.5,
    "limit_head_seconds": 2,
    "limit_request_seconds": 3,
    "limit_requests": 6,
    "limit_patient_rate": 0.5,
    "limit_address_rate": 5,
    "pool_size": 2,
}
MOST_OF_A_PATIENT, MOST_OF_AN_ADDRESS = 5, 50
"""The rates over ten seconds."""


async def refused_in_the_end(ask: Callable[[], Awaitable[httpx.Response]], *, after: int = 0) -> list[httpx.Response]:
    """Send until a request is one too many. A rate gives back while a slow machine pauses, so nobody knows which it is.

    ``after``: that many are let in whatever the machine does. Raises AssertionError when 500 are not too many.
    """
    answers: list[httpx.Response] = []
    while not answers or answers[-1].status_code != 429:
        assert len(answers) < 500, "the rate never ran out"
        answers.append(await ask())
    assert len(answers) > after
    refused(answers[-1], 429, "too-many-requests")
    return answers


@dataclass
class Served:
    """The tally service behind a port."""

    running: Running
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def token(self, role: Role = Role.FRONT_DESK, subject: str | None = None) -> str:
        return self.running.key.token(role, now=self.running.clock.now(), subject=subject)

    def caller(self, role: Role = Role.FRONT_DESK, subject: str | None = None) -> httpx.AsyncClient:
        """Somebody signed in, over a connection of their own."""
        headers = {"Authorization": f"Bearer {self.token(role, subject)}"}
        return httpx.AsyncClient(base_url=f"{self.address}/v1", headers=headers, timeout=10)

    def stranger(self) -> httpx.AsyncClient:
        """Somebody who is not signed in."""
        return httpx.AsyncClient(base_url=self.address, timeout=10)

    async def begin(self, *, token: str | None, length: int = 100) -> "Begun":
        """The headers of a POST whose body does not come."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        authorization = f"Authorization: Bearer {token}\r\n" if token else ""
        writer.write(
            f"POST /v1/tallies HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nIdempotency-Key: {uuid4()}\r\n"
            f"{authorization}Content-Length: {length}\r\n\r\n".encode()
        )
        await writer.drain()
        return Begun(reader, writer)


@dataclass
class Begun:
    """A request whose body is missing."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def answer(self, seconds: float) -> tuple[int, str]:
        """Status and type of problem. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = int(head.split("content-length: ")[1].split("\r\n")[0])
            problem = json.loads(await self.reader.readexactly(length))
        return int(head.split(" ")[1]), problem["type"].rpartition(":")[2]


@pytest_asyncio.fixture(loop_scope="session")
async def served(run_service: RunService) -> AsyncIterator[Served]:
    async with run_service(service, **LIMITS) as running, serving(running) as port:
        yield Served(running, port)


def refused(answer: httpx.Response, status: int, name: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:needlepoint:problem:{name}"


async def test_requests_without_a_token_are_refused_before_their_body_and_hold_nothing(served: Served) -> None:
    begun = [await served.begin(token=None) for _ in range(8)]
    assert [await each.answer(0.4) for each in begun] == [(401, "unauthenticated")] * 8
    async with served.caller() as desk:
        assert (await desk.get("/tallies")).status_code == 200
    for each in begun:
        each.writer.close()


async def test_a_body_that_does_not_come_is_refused_in_time_and_others_go_on_meanwhile(served: Served) -> None:
    begun = [await served.begin(token=served.token()) for _ in range(5)]
    async with served.caller() as desk:
        assert (await asyncio.wait_for(desk.get("/tallies"), 0.4)).status_code == 200
    assert [await each.answer(2) for each in begun] == [(408, "request-too-slow")] * 5
    assert await begun[0].reader.read(1) == b""


async def test_no_more_requests_are_in_progress_than_the_limit(served: Served) -> None:
    begun = [await served.begin(token=served.token()) for _ in range(6)]
    await asyncio.sleep(0.1)
    async with served.caller() as desk:
        busy = await desk.get("/tallies")
        refused(busy, 503, "busy")
        assert busy.headers["Retry-After"] == "2"
        assert [(await each.answer(2))[0] for each in begun] == [408] * 6
        assert (await desk.get("/tallies")).status_code == 200


async def test_a_body_that_is_too_large_is_refused_by_its_announced_size_and_while_it_comes(served: Served) -> None:
    large = json.dumps({"name": "x" * 20_000}).encode()

    async def in_pieces() -> AsyncIterator[bytes]:
        yield large

    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    async with served.caller() as desk:
        refused(await desk.post("/tallies", content=large, headers=headers), 413, "body-too-large")
        refused(await desk.post("/tallies", content=in_pieces(), headers=headers), 413, "body-too-large")
        assert (await desk.post("/tallies", json={"name": "a"}, headers=headers)).status_code == 201
    announced = await served.begin(token=served.token(), length=10_001)
    assert await announced.answer(0.4) == (413, "body-too-large")


async def test_a_large_body_of_a_stranger_is_refused_for_the_missing_token(served: Served) -> None:
    async with served.stranger() as stranger:
        refused(await stranger.post("/v1/tallies", content=b"x" * 5_000_000), 401, "unauthenticated")


async def test_a_patient_sends_no_more_than_the_rate_and_nobody_else_is_affected(served: Served) -> None:
    async with served.caller(Role.PATIENT, str(uuid4())) as ana, served.caller(Role.PATIENT, str(uuid4())) as rui:
        answers = await refused_in_the_end(lambda: ana.get("/tallies"), after=MOST_OF_A_PATIENT)
        assert {answer.status_code for answer in answers[:-1]} == {403}
        assert int(answers[-1].headers["Retry-After"]) >= 1
        assert (await rui.get("/tallies")).status_code == 403


async def test_a_flood_without_a_valid_token_is_slowed_down_and_those_who_share_the_address_are_not(
    served: Served,
) -> None:
    async with served.stranger() as stranger:
        bad = {"Authorization": "Bearer x.y.z"}
        answers = await refused_in_the_end(lambda: stranger.get("/v1/tallies", headers=bad), after=MOST_OF_AN_ADDRESS)
        assert {answer.status_code for answer in answers[:-1]} == {401}
        assert {answer.status_code for answer in await refused_in_the_end(lambda: stranger.get("/docs"))} <= {200, 429}
        assert (await stranger.get("/health/live")).status_code == 200
        assert (await stranger.get("/metrics")).status_code == 200
    async with served.caller() as desk:
        assert {(await desk.get("/tallies")).status_code for _ in range(20)} == {200}


async def test_every_answer_is_kept_in_no_cache_and_says_nothing_of_the_server(served: Served) -> None:
    async with served.caller() as desk, served.stranger() as stranger:
        answers = [
            await desk.get("/tallies"),
            await desk.get("/nowhere"),
            await desk.get("/tallies/x"),
            await stranger.get("/v1/tallies"),
            await stranger.get("/docs"),
            await stranger.get("/openapi.json"),
            await stranger.get("/health/ready"),
        ]
        asset = await stranger.get("/docs/swagger-ui.css")
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
    for answer in [*answers, asset]:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Correlation-Id"]
        assert "Server" not in answer.headers
        assert "X-Powered-By" not in answer.headers
    assert asset.headers["Cache-Control"] == "public, max-age=86400"


async def test_no_database_connection_is_used_for_what_is_refused_before(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    transactions = served.running.app.state.transactions
    begin = transactions.begin

    def counted(**options: object) -> object:
        begun.append(options)
        return begin(**options)

    monkeypatch.setattr(transactions, "begin", counted)
    key = {"Idempotency-Key": "k"}
    async with served.caller() as desk, served.stranger() as stranger:
        refused(await stranger.post("/v1/tallies", json={"name": "a"}), 401, "unauthenticated")
        refused(await desk.post("/tallies", json={"name": "x" * 20_000}, headers=key), 413, "body-too-large")
        refused(await desk.post("/tallies", content=b"{", headers=key | JSON), 422, "not-understood")
        refused(await desk.post("/tallies", content=b"a=b", headers=key), 415, "not-sent-as-json")
        refused(await desk.post("/tallies", json={"name": "a\0"}, headers=key), 422, "nul-character")
        assert begun == []
        assert (await desk.post("/tallies", json={"name": "a"}, headers=key)).status_code == 201
        assert len(begun) == 1


JSON = {"Content-Type": "application/json"}


async def test_a_request_with_an_invalid_body_uses_up_no_key(served: Served) -> None:
    key = {"Idempotency-Key": "only-once"}
    async with served.caller() as desk:
        refused(await desk.post("/tallies", json={"name": 5}, headers=key), 422, "not-understood")
        created = await desk.post("/tallies", json={"name": "a"}, headers=key)
        assert created.status_code == 201
        again = await desk.post("/tallies", json={"name": "a"}, headers=key)
        assert (again.status_code, again.json()) == (201, created.json())


async def test_a_request_that_takes_too_long_is_ended(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    transactions = served.running.app.state.transactions

    @asynccontextmanager
    async def hangs(**_: object) -> AsyncIterator[None]:
        await asyncio.sleep(60)
        yield

    async with served.caller() as desk:
        with monkeypatch.context() as patched:
            patched.setattr(transactions, "begin", hangs)
            refused(await desk.get("/tallies"), 503, "took-too-long")
        assert (await desk.get("/tallies")).status_code == 200


async def test_a_statement_that_takes_too_long_is_ended_by_the_database(
    run_service: RunService,
) -> None:
    async with run_service(service, limit_statement_seconds=0.2) as running, serving(running) as port:
        served = Served(running, port)
        async with running.api.transactions.begin() as work:
            shown = [(await work.execute(text(f"SHOW {name}"))).scalar() for name in TIMEOUTS]
        assert shown == ["200ms", "1min"]
        async with running.work() as blocking, served.caller() as desk:
            await blocking.execute(text("LOCK TABLE tallies IN ACCESS EXCLUSIVE MODE"))
            refused(await asyncio.wait_for(desk.get("/tallies"), 2), 503, "unavailable")


TIMEOUTS = ("statement_timeout", "idle_in_transaction_session_timeout")


@pytest.mark.parametrize(("trusted", "seen"), [("", {401, 429}), ("127.0.0.0/8", {401})])
async def test_an_address_is_taken_from_a_header_only_of_a_trusted_proxy(
    run_service: RunService, trusted: str, seen: set[int]
) -> None:
    async with (
        run_service(service, **LIMITS, trusted_proxies=trusted) as running,
        serving(running) as port,
        Served(running, port).stranger() as stranger,
    ):
        others = [{"X-Forwarded-For": f"198.51.100.{number}"} for number in range(2 * MOST_OF_AN_ADDRESS)]
        answers = [await stranger.get("/v1/tallies", headers=other) for other in others]
    assert {answer.status_code for answer in answers} == seen
