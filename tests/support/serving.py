"""Something under test behind a real port: a service with the limits of its connections, or any application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from chassis.http.connections import server_options
from tests.support.running import Running
from tests.support.waiting import eventually


@asynccontextmanager
async def serving(running: Running) -> AsyncIterator[int]:
    """Yields the port on 127.0.0.1."""
    async with served(running.app, **server_options(running.settings)) as port:
        yield port


@asynccontextmanager
async def served(app: ASGIApp, **options: Any) -> AsyncIterator[int]:
    """Yields the port on 127.0.0.1; ``options`` are uvicorn's."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", **options))
    task = asyncio.create_task(server.serve())

    async def started() -> None:
        assert server.started

    await eventually(started)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task
