"""One measured side: its databases, its topic and its processes."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.effects import seed
from benchmarks.measured import Site
from benchmarks.process import Committed, Process
from chassis.data.database import Database
from chassis.data.migrations import upgrade
from chassis.events.cluster_topics import ensure_topics
from contracts.booking.sessions import SessionPerformed
from tests.parts import Parts

PATIENCE = 60
"""Seconds after which missing effects count as lost."""


@dataclass(frozen=True)
class Flood:
    """What one round of throughput gave."""

    rate: float
    """Events a second, from the first command to the last effect."""
    lost: int
    processor: dict[str, float]
    """Microseconds of processor time an event, by process."""


@dataclass(frozen=True)
class Pace:
    """What one round of latency gave."""

    waits: list[float]
    """Milliseconds from each commit to its last effect's commit."""
    lost: int
    processor: dict[str, float]
    """Microseconds of processor time an event, by process."""


@dataclass
class Side:
    """``publisher`` records sessions, ``reacting`` have the effects, ``processes`` are all of them."""

    name: str
    publisher: Process
    reacting: list[list[Process]]
    """By service; several processes of one service share its events."""
    processes: list[Process]

    async def flood(self, seconds: float) -> Flood:
        """As fast as it goes."""
        before = await self._processor()
        began, events = await self.publisher.ask("flood", seconds)
        ended, seen = await self._drained(events)
        used = _used(before, await self._processor(), events)
        for service in self.reacting:
            for process in service:
                await process.ask("collect")
        return Flood(seen / (ended - began), events - seen, used)

    async def pace(self, rate: float, seconds: float, seed: int) -> Pace:
        """At a modest rate."""
        before = await self._processor()
        committed: Committed = await self.publisher.ask("pace", rate, seconds, seed)
        await self._drained(len(committed))
        used = _used(before, await self._processor(), len(committed))
        visible: list[Committed] = []
        for service in self.reacting:
            of_service: Committed = {}
            for process in service:
                of_service |= await process.ask("collect")
            visible.append(of_service)
        waits = [
            (max(effects[session] for effects in visible) - at) * 1000
            for session, at in committed.items()
            if all(session in effects for effects in visible)
        ]
        return Pace(waits, len(committed) - len(waits), used)

    async def _drained(self, events: int) -> tuple[float, int]:
        """When the last effect was committed, and how many there were in the service that had the fewest."""
        for _ in range(int(PATIENCE / 0.05)):
            found = [[await process.ask("progress") for process in service] for service in self.reacting]
            seen = min(sum(count for count, _ in service) for service in found)
            if seen >= events:
                break
            await asyncio.sleep(0.05)
        return max(last for service in found for _, last in service), seen

    async def _processor(self) -> dict[str, float]:
        return {process.name: await process.ask("cpu") for process in self.processes} | _servers()


@asynccontextmanager
async def open_side(parts: Parts, name: str, reacting: Sequence[str], listeners: int = 1) -> AsyncIterator[Side]:
    """Fresh databases and a fresh topic. Sides with guarantees add booking's worker, whose relay sends the events;
    ``listeners`` is how many processes share each service's events."""
    prefix = f"{name}_{len(reacting)}_"
    site = Site(
        parts.kafka.bootstrap,
        prefix.replace("_", "."),
        {service: await _database(parts, prefix + service) for service in {"booking", *reacting}},
        tuple(reacting),
    )
    await ensure_topics(site.settings("booking"), (SessionPerformed.topic,))
    publisher = Process(name, "booking api", "booking", site, publishes=True)
    role = "consumer" if name == "bare" else "worker"
    services = [
        [Process(name, f"{each} {role}" + f" {n}" * (listeners > 1), each, site) for n in range(1, listeners + 1)]
        for each in reacting
    ]
    relays = []
    if name != "bare" and "booking" not in reacting:
        relays = [Process(name, "booking worker", "booking", site)]
    processes = [publisher, *relays, *[process for service in services for process in service]]
    try:
        await asyncio.gather(*[process.ready() for process in processes])
        yield Side(name, publisher, services, processes)
    finally:
        await asyncio.gather(*[process.end() for process in processes])
        for service in site.databases:
            await parts.postgres.drop_database(prefix + service)


async def _database(parts: Parts, name: str) -> str:
    url = await parts.postgres.create_database(name)
    await upgrade(url, "benchmarks.migrations", datetime.now(UTC))
    engine = Database(url, 1, "seed")
    try:
        async with engine.begin() as connection:
            await seed(connection)
    finally:
        await engine.dispose()
    return url


def _used(before: dict[str, float], after: dict[str, float], events: int) -> dict[str, float]:
    return {name: (seconds - before.get(name, 0)) / events * 1e6 for name, seconds in after.items()}


def _servers() -> dict[str, float]:
    """Processor seconds of the servers that we started, by program; nothing where they run elsewhere, or not on Linux.

    Proc(5): fields 14 to 17 are a process' own time and that of the children it has waited for, in clock ticks.
    """
    found: dict[int, tuple[int, str, float]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, tail = path.read_text().rpartition(") ")
        except OSError:
            continue
        fields = tail.split()
        found[int(path.parent.name)] = (int(fields[1]), head.partition("(")[2], sum(map(int, fields[11:15])) / 100)
    return _by_program(found)


def _by_program(found: dict[int, tuple[int, str, float]]) -> dict[str, float]:
    used: dict[str, float] = {}
    families = [os.getpid()]
    while families:
        family = families.pop()
        for pid, (parent, program, seconds) in found.items():
            if parent == family and program in ("java", "postgres"):
                families.append(pid)
                name = "Kafka" if program == "java" else "PostgreSQL"
                used[name] = used.get(name, 0.0) + seconds
    return used
