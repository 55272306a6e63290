"""``make bench-trace``: how long it takes to find whom a lot was used on, and what was used on a patient.

Through inventory's API, on a database with HISTORY uses (a large chain has 10,000,000): a thousand of each lot and
eight on each patient, over twenty clinics. Each question is asked SEARCHES times, each time about another lot,
patient or cartridge. Then the same on a database with BESIDE uses, and by Tryton's stock_lot with as many in a
database of the same server (``benchmarks/traces_tryton.py``). Nothing is asserted: it is printed.
"""

import asyncio
import os
import random
import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

import psutil

from benchmarks.http_client import Client
from benchmarks.other import answer_of_other
from benchmarks.served import print_times, served
from benchmarks.traces_uses import GTIN, OF_A_LOT, ON_A_PATIENT, write_uses
from chassis.access.actors import Role
from chassis.data.database import dsn_of
from chassis.run.migration import migrate
from needlepoint.services import load
from tests.parts import Parts, parts, report_header

WARM_UP = 20
SEARCHES = int(os.environ.get("SEARCHES", "300"))
HISTORY = int(os.environ.get("HISTORY", "1000000"))
"""Uses that are stored."""
BESIDE = int(os.environ.get("BESIDE", "100000"))
"""Uses that are stored for us and for Tryton; 0: it is not measured."""
TRYTON = ("trytond>=8.2,<9", "trytond-stock-lot>=8.2,<9", "psycopg[binary,pool]>=3.3,<4")
PAGE = 200
FEW = 50
"""The API's page when a client names no limit."""


@dataclass(frozen=True)
class Api:
    """inventory's API."""

    port: int
    token: str
    process: psutil.Process
    uses: int

    @property
    def lots(self) -> int:
        """How many lots were used."""
        return max(self.uses // OF_A_LOT, 1)


async def main() -> None:
    """Print what each question takes."""
    async with parts() as started:
        print("\n".join(report_header(started)), flush=True)
        began = time.monotonic()
        async with _inventory(started, HISTORY) as api:
            print(f"{HISTORY:,} uses, stored in {time.monotonic() - began:.0f} s. Milliseconds of {SEARCHES} searches,")
            print("and of the API's processor for each:")
            await _measure_all(api)
        if BESIDE:
            await _measure_beside(started)


async def _measure_all(api: Api) -> None:
    chosen = random.Random(7)
    await _measure(api, f"a lot's patients, the latest {PAGE}", lambda: _of_lot(chosen.randrange(api.lots), PAGE))
    await _measure(api, f"  the latest {FEW}", lambda: _of_lot(chosen.randrange(api.lots), FEW))
    await _measure(
        api, f"  all {OF_A_LOT:,}, page by page", lambda: _of_lot(chosen.randrange(api.lots), PAGE), pages=True
    )
    patients = await _patients(api, chosen)
    await _measure(api, "what was used on a patient", lambda: f"/v1/uses?patient_id={chosen.choice(patients)}")
    await _measure(
        api,
        "the life of a cartridge",
        lambda: f"/v1/serials/{GTIN}/S{chosen.randrange(0, api.lots, 10) * OF_A_LOT + chosen.randrange(OF_A_LOT)}",
    )


async def _measure_beside(started: Parts) -> None:
    """The two questions that both answer, with as many uses on the same server, one after the other."""
    chosen = random.Random(7)
    async with _inventory(started, BESIDE) as api:
        print(f"\n{BESIDE:,} uses, through our API with sign-in, access log and JSON:", flush=True)
        of_lot = lambda: _of_lot(chosen.randrange(api.lots), PAGE)  # noqa: E731  # as beside
        lot = await _measure(api, f"a lot's patients, the latest {PAGE}", of_lot)
        patients = await _patients(api, chosen)
        patient = await _measure(
            api, "what was used on a patient", lambda: f"/v1/uses?patient_id={chosen.choice(patients)}"
        )
    theirs = dsn_of(await started.postgres.create_database("bench_tryton"))
    given = [str(each) for each in (BESIDE, OF_A_LOT, ON_A_PATIENT, SEARCHES)]
    took = await answer_of_other(TRYTON, "traces_tryton.py", theirs, *given)
    print("the same by Tryton's stock_lot, in its own process, with none of these:")
    print_times(f"a lot's patients, the latest {PAGE}", took["lot"], width=40)
    print_times("what was used on a patient", took["patient"], width=40)
    times = [statistics.median(took["lot"]) / lot, statistics.median(took["patient"]) / patient]
    print(f"At the median Tryton takes {times[0]:.1f} and {times[1]:.1f} times as long.")


def _of_lot(number: int, limit: int) -> str:
    return f"/v1/uses?gtin={GTIN}&lot=L{number}&limit={limit}"


async def _patients(api: Api, chosen: random.Random) -> list[str]:
    """Patients of some lots, each asked for once or so."""
    found: list[str] = []
    async with Client(api.port, api.token) as client:
        while len(found) < SEARCHES:
            _, answer = await client.get(_of_lot(chosen.randrange(api.lots), FEW))
            found += [each["patient_id"] for each in answer["items"]]
    return found


async def _measure(api: Api, name: str, path: Callable[[], str], *, pages: bool = False) -> float:
    """Print a question's times; their median."""
    took = []
    busy = 0.0
    async with Client(api.port, api.token) as client:
        for number in range(WARM_UP + SEARCHES):
            if number == WARM_UP:
                busy = _processor(api)
            asked = path()
            began = time.perf_counter()
            await _ask(client, asked, pages=pages)
            if number >= WARM_UP:
                took.append((time.perf_counter() - began) * 1000)
    print_times(name, took, width=40)
    print(f"{'':42s}processor {(_processor(api) - busy) * 1000 / SEARCHES:5.1f}", flush=True)
    return statistics.median(took)


def _processor(api: Api) -> float:
    """Seconds of processor time that the API's process has taken."""
    times = api.process.cpu_times()
    return float(times.user + times.system)


async def _ask(client: Client, path: str, *, pages: bool) -> None:
    """One page, or every page one after the other."""
    after = ""
    while True:
        status, answer = await client.get(path + after)
        if status != 200 or not answer.get("items", answer.get("steps")):
            raise RuntimeError(f"{path}: {status}: {str(answer)[:300]}")
        if not pages or answer["next"] is None:
            return
        after = f"&after={quote(answer['next'])}"


@asynccontextmanager
async def _inventory(started: Parts, uses: int) -> AsyncIterator[Api]:
    url = await started.postgres.create_database(f"bench_traces_{uses}")
    await migrate(load("inventory"), url)
    await write_uses(dsn_of(url), uses)
    async with served("inventory", url, started.kafka.bootstrap) as api:
        yield Api(api.port, api.key.token(Role.MEDICAL_DIRECTOR, now=datetime.now(UTC)), api.process, uses)


if __name__ == "__main__":
    asyncio.run(main())
