"""Servers under test: each in a process of its own, a service's API among them; and how its times are printed."""

import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from needlepoint.trial.keys import SigningKey
from tests.parts.ports import free_ports


@dataclass(frozen=True)
class Served:
    """A service's API, and the key of the tokens that it believes."""

    port: int
    key: SigningKey
    process: psutil.Process


@asynccontextmanager
async def served(service: str, url: str, kafka: str) -> AsyncIterator[Served]:
    """A service's API on a migrated database, as it is started in production, ended when this is left.

    Only that it is a rehearsal: protocols decide before a director has signed them.
    """
    (port,) = free_ports(1)
    with tempfile.TemporaryDirectory() as folder:
        key = SigningKey(Path(folder))
        settings = {
            "DATABASE_URL": url,
            "KAFKA_BOOTSTRAP": kafka,
            "JWKS": str(key.jwks),
            "PORT": str(port),
            "LOG_LEVEL": "WARNING",
            "REHEARSAL": "true",
        }
        environment = {f"{service.upper()}_{name}": value for name, value in settings.items()}
        async with server(f"services.{service}", "api", **environment) as process:
            await until_open(port)
            yield Served(port, key, process)


@asynccontextmanager
async def server(module: str, *arguments: str, **environment: str) -> AsyncIterator[psutil.Process]:
    """A server in a process of its own, ended when this is left."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, env={**os.environ, **environment}
    )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        await process.wait()


async def until_open(port: int) -> None:
    """Return once something listens there. Raises RuntimeError."""
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise RuntimeError(f"nothing listens on port {port}")


def print_times(name: str, took: Sequence[float], *, width: int) -> None:
    """A line with the median, the 99th percentile and the longest of some times (milliseconds)."""
    in_order = sorted(took)
    p50, p99 = statistics.median(in_order), in_order[int(len(in_order) * 0.99)]
    print(f"{name:{width}s} p50 {p50:7.1f}   p99 {p99:7.1f}   most {in_order[-1]:7.1f}", flush=True)
