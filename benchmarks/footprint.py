"""``python -m benchmarks.footprint``: what each role of each service takes, idle, at work, and catching up.

Takes some four minutes; asserts nothing of what it measures. `docs/sizing.md` and the resource requests in
`deploy/kubernetes` are made from what it prints.
"""

import asyncio
import os
import time

from benchmarks.chain import Chain, Place, open_chain
from benchmarks.visits import PATIENCE, Desk, open_desks
from chassis.clock import SystemClock
from chassis.data.database import Database
from chassis.ids import new_id
from chassis.work import Transactions
from contracts.booking.clinics import ClinicChanged, ClinicDetails
from tests.end_to_end.people import clinic_form
from tests.parts import parts, report_header
from tests.support.waiting import eventually

DESKS = 4
VISITS = 12
"""A desk."""
IDLE_SECONDS = 30.0
BACKLOG = 5_000
"""Events that three services find waiting."""
MEBIBYTE = 2**20


async def main() -> None:
    """Idle, at work, catching up."""
    print(f"What the roles take, on {os.cpu_count()} cores (load before: {os.getloadavg()[0]:.1f})")
    async with parts() as running:
        for line in report_header(running):
            print(f"  {line}")
        async with open_chain(running) as chain:
            watching = asyncio.create_task(chain.watch())
            try:
                await _idle(chain)
                await _at_work(chain)
                await _catching_up(chain)
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
            print("\nConnections, the most at once:", dict(chain.connections))


async def _idle(chain: Chain) -> None:
    used = await chain.processor(asyncio.sleep(IDLE_SECONDS))
    print(f"\nIdle for {IDLE_SECONDS:.0f} s\n                          memory   millicores   processor s to start")
    for place, process in chain.processes.items():
        share = used[place] / IDLE_SECONDS * 1000
        print(f"  {_name(place)}{process.look() / MEBIBYTE:8.0f} Mi{share:13.0f}{process.start_seconds:23.1f}")


async def _at_work(chain: Chain) -> None:
    async def over(appointment_id: str) -> None:
        await chain.ask("booking", "DELETE FROM occupations WHERE appointment_id = $1::text::uuid", appointment_id)

    desks = await open_desks(chain.people, DESKS, VISITS, over)
    await chain.settle()
    published, consumed = await chain.published(), await chain.consumed()
    began = time.monotonic()

    async def day(desk: Desk) -> None:
        for visit in range(VISITS):
            await desk.visit(visit)

    async def all_day() -> None:
        await asyncio.gather(*[day(desk) for desk in desks])
        await chain.settle()

    used = await chain.processor(all_day())
    visits = DESKS * VISITS
    _report(chain, used, f"{visits} visits in {time.monotonic() - began:.0f} s", visits)
    told = await chain.published() - published
    print(f"  events a visit: {told.total() / visits:.1f}, consumed {(await chain.consumed() - consumed) / visits:.1f}")
    print("   ", ", ".join(f"{name} {count / visits:.2g}" for name, count in told.most_common()))


async def _catching_up(chain: Chain) -> None:
    form = clinic_form() | {"messages_from": "08:00", "messages_until": "21:00"}
    details = ClinicDetails.model_validate({name: form[name] for name in ClinicDetails.model_fields})
    clinics = [new_id() for _ in range(100)]
    consumed = await chain.consumed()
    engine = Database(chain.databases["booking"], 1, "footprint")

    async def drained() -> None:
        await asyncio.sleep(0.5)
        assert await chain.consumed() - consumed >= BACKLOG * 3

    async def append_and_drain() -> None:
        transactions = Transactions(engine, SystemClock())
        for _ in range(BACKLOG // 1000):
            async with transactions.begin() as work:
                work.publish(*[ClinicChanged(clinic_id=clinics[n % 100], details=details) for n in range(1000)])
        await eventually(drained, PATIENCE)

    began = time.monotonic()
    try:
        used = await chain.processor(append_and_drain())
    finally:
        await engine.dispose()
    seconds = time.monotonic() - began
    _report(chain, used, f"{BACKLOG} events for three services in {seconds:.0f} s ({BACKLOG / seconds:.0f}/s)", BACKLOG)


def _report(chain: Chain, used: dict[Place, float], title: str, units: int) -> None:
    print(f"\n{title}\n                     peak memory   processor ms each")
    for place, process in chain.processes.items():
        print(f"  {_name(place)}{process.peak / MEBIBYTE:8.0f} Mi{used[place] / units * 1000:20.2f}")
        process.peak = process.look()
    print(f"  all four services: {sum(used.values()) / units * 1000:.2f} ms each", flush=True)


def _name(place: Place) -> str:
    return f"{' '.join(place):22}"


if __name__ == "__main__":
    asyncio.run(main())
