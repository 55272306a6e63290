"""A service under test behind a real port, with the limits of its connections."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from chassis.http.connections import server_options
from tests.support.running import Running
from tests.support.waiting import eventually


@asynccontextmanager
async def serving(running: Running) -> AsyncIterator[int]:
    """Yields the port on 127.0.0.1."""
    server = uvicorn.Server(uvicorn.Config(running.app, port=0, lifespan="off", **server_options(running.settings)))
    task = asyncio.create_task(server.serve())

    async def started() -> None:
        assert server.started

    await eventually(started)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task
