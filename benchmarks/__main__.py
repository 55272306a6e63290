"""``python -m benchmarks``: prints what was measured; nothing is asserted on time."""

import asyncio
import time
from contextlib import AsyncExitStack

from benchmarks.process import SIDES
from benchmarks.report import Report
from benchmarks.side import Flood, Pace, open_side
from chassis.run.logs import configure_logs
from tests.parts import Parts, parts, report_header

ROUNDS = 5
FLOOD_SECONDS = 4.0
PACE_ROUNDS = 4
PACE_SECONDS = 6.0
RATE = 200.0
"""Events a second at which latency is measured."""
BUDGET_SECONDS = 100
"""Seconds after which no new round starts, on a machine that is too busy for all rounds."""
REACTING = ("booking", "screening", "notifications")
"""The services that react to SessionPerformed."""


async def main() -> None:
    """Both measurements, on one broker and one database server."""
    configure_logs("ERROR", service="benchmarks")
    began = time.monotonic()
    report = Report()
    async with parts() as started:
        report.head(report_header(started))
        await throughput(started, report)
        await latency(started, report)
    report.foot(time.monotonic() - began)


async def throughput(started: Parts, report: Report) -> None:
    """The sides in turn; each has three processes."""
    async with AsyncExitStack() as stack:
        sides = {
            name: await stack.enter_async_context(
                open_side(started, name, ["notifications"], listeners=2 if name == "bare" else 1)
            )
            for name in SIDES
        }
        report.throughput_begins(ROUNDS, FLOOD_SECONDS)
        for side in sides.values():
            await side.flood(1.5)  # caches, connections, prepared statements
        rounds: list[dict[str, Flood]] = []
        until = time.monotonic() + BUDGET_SECONDS
        while len(rounds) < ROUNDS and (not rounds or time.monotonic() < until):
            rounds.append({name: await side.flood(FLOOD_SECONDS) for name, side in sides.items()})
            report.throughput_round(len(rounds), rounds[-1])
        report.throughput(rounds)


async def latency(started: Parts, report: Report) -> None:
    """The same load on all sides in turn; each has four processes."""
    async with AsyncExitStack() as stack:
        sides = {name: await stack.enter_async_context(open_side(started, name, REACTING)) for name in SIDES}
        report.latency_begins(PACE_ROUNDS, PACE_SECONDS, RATE)
        for side in sides.values():
            await side.pace(RATE, 2, seed=0)
        rounds: list[dict[str, Pace]] = []
        until = time.monotonic() + BUDGET_SECONDS
        while len(rounds) < PACE_ROUNDS and (not rounds or time.monotonic() < until):
            rounds.append({name: await side.pace(RATE, PACE_SECONDS, seed=len(rounds)) for name, side in sides.items()})
            report.latency_round(len(rounds), rounds[-1])
        report.latency(rounds)


if __name__ == "__main__":
    asyncio.run(main())
