"""What a request costs: processor time, which other work on the machine blurs less than the time on a clock."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg
import psutil


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor time a request, by the operating system's own account."""

    api: float
    postgres: float
    """Of all sessions of the API's database; zero where they are on another machine."""
    client: float
    """Of the measuring process, which sends the requests and reads the answers."""


async def cost_of(api: psutil.Process, dsn: str, work: Callable[[], Awaitable[int]]) -> Cost:
    """What each request of ``work`` costs, which answers how many it made."""
    before = processor(api), await _sessions(dsn), time.process_time()
    requests = await work()
    after = processor(api), time.process_time(), await _sessions(dsn)
    api_took, client_took, postgres_took = after[0] - before[0], after[1] - before[2], after[2] - before[1]
    return Cost(*(took / requests * 1000 for took in (api_took, postgres_took, client_took)))


def processor(process: psutil.Process) -> float:
    """Seconds of processor time so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


async def _sessions(dsn: str) -> float:
    """Seconds of processor time of all sessions of a database but this one."""
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    finally:
        await connection.close()
    return sum(processor(psutil.Process(row["pid"])) for row in rows if psutil.pid_exists(row["pid"]))
