"""One role in a process of its own, and how the measuring process talks to it."""

import asyncio
import contextlib
import itertools
import multiprocessing
import random
import time
from contextlib import AsyncExitStack
from multiprocessing.connection import Connection
from typing import Any, Self
from uuid import UUID

from benchmarks import bare, guaranteed, script
from benchmarks.effects import PATIENTS
from benchmarks.measured import COMMANDS_AT_ONCE, Publisher, Site, Stamps
from chassis.run.logs import configure_logs
from chassis.run.memory import keep_what_is_loaded

SIDES = {"guaranteed": guaranteed, "script": script, "bare": bare}
Committed = dict[UUID, float]


class Process:
    """A running role; it ends when this process ends, however that happens."""

    def __init__(self, side: str, name: str, service: str, site: Site, *, publishes: bool = False) -> None:
        self.name = name
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])  # imported once, not once a process
        self._line, theirs = context.Pipe()
        self._process = context.Process(
            target=_main, args=(theirs, side, service, site, publishes), name=name, daemon=True
        )
        self._process.start()
        theirs.close()

    async def ready(self) -> Self:
        """Return once it is ready. Raises RuntimeError when it does not start."""
        answer = await asyncio.to_thread(self._receive, 120)
        if answer != "ready":
            raise RuntimeError(f"{self.name} did not start: {answer}")
        return self

    async def ask(self, request: str, *arguments: Any, within: float = 200) -> Any:
        """Send it a command and return its answer."""
        self._line.send((request, arguments))
        return await asyncio.to_thread(self._receive, within)

    def _receive(self, seconds: float) -> Any:
        if not self._line.poll(seconds):
            raise RuntimeError(f"{self.name} does not answer")
        return self._line.recv()

    async def end(self) -> None:
        """Stop it as SIGTERM would: it finishes its current work."""
        with contextlib.suppress(OSError):
            self._line.send(("end", ()))
        await asyncio.to_thread(self._process.join, 20)
        if self._process.is_alive():
            self._process.kill()
            await asyncio.to_thread(self._process.join, 10)


def _main(line: Connection, side: str, service: str, site: Site, publishes: bool) -> None:
    configure_logs("ERROR", service=service)
    keep_what_is_loaded()  # all sides have imported the same
    with contextlib.suppress(KeyboardInterrupt, EOFError):
        asyncio.run(_serve(line, side, service, site, publishes))


async def _serve(line: Connection, side: str, service: str, site: Site, publishes: bool) -> None:
    async with AsyncExitStack() as stack:
        opened: Publisher | Stamps
        if publishes:
            opened = await stack.enter_async_context(SIDES[side].open_publisher(site))
        else:
            opened = await stack.enter_async_context(SIDES[side].open_worker(site, service))
        line.send("ready")
        while True:
            request, arguments = await asyncio.to_thread(line.recv)
            if request == "end":
                return
            line.send(await ANSWERS[request](opened, *arguments))


async def flood(publisher: Publisher, seconds: float) -> tuple[float, int]:
    """As fast as it goes, for so long: when it began, how many sessions were recorded."""
    patients = itertools.cycle(PATIENTS)
    began = time.time()
    deadline = time.monotonic() + seconds

    async def one_after_another() -> int:
        done = 0
        while time.monotonic() < deadline:
            await publisher.record(next(patients))
            done += 1
        return done

    return began, sum(await asyncio.gather(*[one_after_another() for _ in range(COMMANDS_AT_ONCE)]))


async def pace(publisher: Publisher, rate: float, seconds: float, seed: int) -> Committed:
    """So many a second, as people come (Poisson): when each was committed. Late arrivals are not skipped."""
    chance = random.Random(seed)
    commands: list[asyncio.Task[tuple[UUID, float]]] = []
    begin = due = time.monotonic()
    while due - begin < seconds:
        await asyncio.sleep(max(due - time.monotonic(), 0))
        commands.append(asyncio.create_task(publisher.record(chance.choice(PATIENTS))))
        due += chance.expovariate(rate)
    return dict(await asyncio.gather(*commands))


async def progress(stamps: Stamps) -> tuple[int, float]:
    """How many effects were committed, and when the last one was committed."""
    return len(stamps.committed), stamps.latest


async def collect(stamps: Stamps) -> Committed:
    """When each effect was committed; clears the record."""
    committed, stamps.committed = stamps.committed, {}
    return committed


async def cpu(_: object) -> float:
    """Processor seconds of this process so far."""
    return time.process_time()


ANSWERS: dict[str, Any] = {"flood": flood, "pace": pace, "progress": progress, "collect": collect, "cpu": cpu}
