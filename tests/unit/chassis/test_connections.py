"""Connections: headers arrive in time and within a size, and idle connections never keep out a new one."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio
import uvicorn
from starlette.types import Receive, Scope, Send

from chassis.http.connections import server_options
from chassis.run.limit_settings import LimitSettings
from tests.support.waiting import eventually

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers POSTs and GETs alike, without reading a body."""
    if scope["path"] == "/known":
        scope["state"]["actor"] = "ana"
    if scope["path"] == "/slow":
        await asyncio.sleep(0.5)
    body = b",".join(name for name, _ in scope["headers"])
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@dataclass
class Served:
    """A server on a free port."""

    port: int

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def answer(self, sent: bytes) -> bytes:
        """All that is answered on a connection, until it is closed."""
        reader, writer = await self.connect()
        with contextlib.suppress(ConnectionError):
            writer.write(sent)
            await writer.drain()
        return await until_closed(reader)


async def until_closed(reader: asyncio.StreamReader) -> bytes:
    got = b""
    with contextlib.suppress(ConnectionError):
        while piece := await asyncio.wait_for(reader.read(65536), 60):
            got += piece
    return got


@contextlib.asynccontextmanager
async def serving(limits: LimitSettings) -> AsyncIterator[Served]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", timeout_keep_alive=1, **server_options(limits)))
    task = asyncio.create_task(server.serve())

    async def started() -> None:
        assert server.started

    await eventually(started)
    yield Served(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    await task


@pytest_asyncio.fixture(loop_scope="session")
async def served() -> AsyncIterator[Served]:
    limits = LimitSettings(limit_head_seconds=0.3, limit_head_bytes=2000, limit_connections=10)
    async with serving(limits) as server:
        yield server


async def test_headers_that_are_not_finished_in_time_are_refused(served: Served) -> None:
    began = asyncio.get_running_loop().time()
    answer = await served.answer(GET[:-2] + b"X-Slow: ")
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"application/problem+json" in answer
    assert asyncio.get_running_loop().time() - began < 2


async def test_headers_byte_by_byte_gain_no_time(served: Served) -> None:
    reader, writer = await served.connect()
    writer.write(GET[:-2] + b"X: ")
    began = asyncio.get_running_loop().time()
    answering = asyncio.create_task(until_closed(reader))
    with contextlib.suppress(ConnectionError):
        while not answering.done():
            writer.write(b"G")
            await writer.drain()
            await asyncio.sleep(0.02)
    await answering
    assert asyncio.get_running_loop().time() - began < 2


async def test_a_connection_that_sends_nothing_is_closed(served: Served) -> None:
    assert await served.answer(b"") == b""
    assert (await served.answer(b"\r\n")).startswith(b"HTTP/1.1 408 ")


async def test_blank_lines_between_requests_do_not_keep_a_connection_open(served: Served) -> None:
    reader, writer = await served.connect()
    writer.write(GET)
    closed = asyncio.create_task(until_closed(reader))
    began = asyncio.get_running_loop().time()
    with contextlib.suppress(ConnectionError):
        while not closed.done():
            writer.write(b"\r\n")
            await writer.drain()
            await asyncio.sleep(0.1)
    assert (await closed).startswith(b"HTTP/1.1 200")
    assert asyncio.get_running_loop().time() - began < 4


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\n\r\n",
        GET[:-2] + b"X: " + b"a" * 3000 + b"\r\n\r\n",
        GET[:-2] + b"X: " + b"a" * 300_000,
        GET[:-2] + b"X: a\r\n" * 500 + b"\r\n",
    ],
    ids=["address", "value", "unfinished", "many"],
)
async def test_headers_that_are_too_large_are_refused(served: Served, sent: bytes) -> None:
    assert (await served.answer(sent)).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    "sent", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET /\x00 HTTP/1.1\r\n\r\n", b"hello\r\n\r\n"]
)
async def test_what_is_not_http_is_refused_in_words(served: Served, sent: bytes) -> None:
    answer = await served.answer(sent)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"not a request of HTTP" in answer


async def test_a_nul_in_a_header_is_refused(served: Served) -> None:
    assert (await served.answer(GET[:-2] + b"X: a\x00b\r\n\r\n")).startswith(b"HTTP/1.1 400 ")


async def test_idle_connections_do_not_keep_out_a_new_one() -> None:
    async with serving(LimitSettings(limit_head_seconds=30, limit_connections=10)) as served:
        idle = [await served.connect() for _ in range(50)]
        reader, writer = await served.connect()
        writer.write(GET)
        assert (await asyncio.wait_for(reader.readline(), 60)).startswith(b"HTTP/1.1 200")
        oldest = [await asyncio.wait_for(idle[number][0].read(1), 60) for number in range(40)]
        assert oldest == [b""] * 40
        for _, each in [*idle, (reader, writer)]:
            each.close()


async def test_a_known_callers_connection_outlasts_newer_ones_of_strangers() -> None:
    async with serving(LimitSettings(limit_head_seconds=30, limit_connections=10)) as served:
        reader, writer = await served.connect()
        for _ in range(5):
            writer.write(GET.replace(b"/ ", b"/known "))
            assert b"HTTP/1.1 200" in await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 2)
            await reader.readexactly(4)  # the body: host
            strangers = [await served.connect() for _ in range(30)]
        for _, each in [*strangers, (reader, writer)]:
            each.close()


async def test_a_request_in_progress_is_not_closed_for_a_new_connection() -> None:
    async with serving(LimitSettings(limit_connections=10)) as served:
        reader, writer = await served.connect()
        writer.write(GET.replace(b"/ ", b"/slow "))
        await asyncio.sleep(0.05)
        others = [await served.connect() for _ in range(30)]
        assert (await asyncio.wait_for(reader.readline(), 60)).startswith(b"HTTP/1.1 200")
        for _, each in [*others, (reader, writer)]:
            each.close()


async def test_a_refused_body_is_dropped_and_the_connection_goes_on(served: Served) -> None:
    body = b"x" * 3_000_000
    reader, writer = await served.connect()
    writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body))
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
    writer.write(body)
    await writer.drain()
    writer.write(GET)
    assert b"HTTP/1.1 200" in await asyncio.wait_for(reader.readuntil(b"200 OK\r\n"), 5)
    writer.close()


async def test_the_refusal_of_a_large_body_can_be_read_by_who_sends_it_all_first(served: Served) -> None:
    async with httpx.AsyncClient() as client:
        for size in (100_000, 5_000_000, 50_000_000):
            answer = await client.post(f"http://127.0.0.1:{served.port}/", content=b"x" * size)
            assert answer.status_code == 200


async def test_a_refused_body_that_never_ends_is_cut_off(served: Served) -> None:
    reader, writer = await served.connect()
    writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
    closed = asyncio.create_task(until_closed(reader))
    began = asyncio.get_running_loop().time()
    with contextlib.suppress(ConnectionError):
        while not closed.done():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.1)
    assert (await closed).startswith(b"HTTP/1.1 200")
    assert asyncio.get_running_loop().time() - began < 4


async def test_trailers_are_not_headers(served: Served) -> None:
    chunked = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Trailer: a\r\n\r\n"
    answer = await served.answer(chunked)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"x-trailer" not in answer


async def test_requests_one_behind_the_other_on_a_connection_are_all_answered(served: Served) -> None:
    answer = await served.answer(GET * 20)
    assert answer.count(b"HTTP/1.1 200") == 20
    assert b"server:" not in answer.lower()
