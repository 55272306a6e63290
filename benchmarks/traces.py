"""``make bench-trace``: how long it takes to find whom a lot was used on, and what was used on a patient.

Through inventory's API, on a database with HISTORY uses (a large chain has 10,000,000): a thousand of each lot and
eight on each patient, over twenty clinics. Each question is asked SEARCHES times, each time about another lot,
patient or cartridge. Nothing is asserted: it is printed.
"""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

import asyncpg

from benchmarks.http_client import Client
from benchmarks.served import print_times, served
from chassis.access.actors import Role
from chassis.data.database import dsn_of
from chassis.run.migration import migrate
from needlepoint.services import load
from tests.parts import Parts, parts, report_header

WARM_UP = 20
SEARCHES = int(os.environ.get("SEARCHES", "300"))
HISTORY = int(os.environ.get("HISTORY", "1000000"))
"""Uses that are stored."""
GTIN = "09506000134352"
CLINICS = 20
OF_A_LOT = 1000
ON_A_PATIENT = 8
PAGE = 200
FEW = 50
"""The API's page when a client names no limit."""

_WRITE = (
    f"""INSERT INTO clinics (id, name, time_zone)
        SELECT gen_random_uuid(), 'Clinic ' || number, 'Europe/Lisbon' FROM generate_series(1, {CLINICS}) AS number""",
    f"INSERT INTO products (gtin, name, fits) VALUES ('{GTIN}', 'Pen cartridge', '{{pen}}')",
    f"""INSERT INTO lots (gtin, lot, expires_on) SELECT '{GTIN}', 'L' || number, DATE '2030-01-01'
        FROM generate_series(0, {max(HISTORY // OF_A_LOT, 1)}) AS number""",
    f"""INSERT INTO balances (clinic_id, gtin, lot, received, on_hand, reserved, used, discarded, in_transit,
            quarantine, returned, lost, found, transferred_in, transferred_out)
        SELECT (SELECT id FROM clinics ORDER BY id LIMIT 1), gtin, lot, {OF_A_LOT}, 0, 0, {OF_A_LOT},
            0, 0, 0, 0, 0, 0, 0, 0 FROM lots""",
    """INSERT INTO ledger (id, clinic_id, gtin, lot, kind, quantity, leaves, enters, note, actor, at)
        SELECT gen_random_uuid(), clinic_id, gtin, lot, 'use', 1, 'on_hand', 'used', '', 'benchmark', now()
        FROM balances""",
)
_USES = f"""
INSERT INTO uses (id, gtin, lot, serial, clinic_id, patient_id, session_id, appointment_id, used_at, entry_id)
SELECT gen_random_uuid(), '{GTIN}', 'L' || number / {OF_A_LOT}, 'S' || number, places.id,
    md5('patient ' || number % $3)::uuid, gen_random_uuid(), gen_random_uuid(),
    TIMESTAMPTZ '2024-01-01' + number * interval '5 seconds', entries.id
FROM generate_series($1::bigint, $2::bigint) AS number
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM clinics) AS places ON place = number % {CLINICS}
JOIN (SELECT id, lot FROM ledger) AS entries ON entries.lot = 'L' || number / {OF_A_LOT}
"""
_INDEXES = """
SELECT format('ALTER TABLE uses DROP CONSTRAINT %I', conname),
    format('ALTER TABLE uses ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE conrelid = 'uses'::regclass AND contype = 'f'
UNION ALL SELECT format('DROP INDEX %I', indexname), indexdef FROM pg_indexes
WHERE tablename = 'uses' AND indexname <> 'uses_pkey'
"""
"""How each index and foreign key of ``uses`` is dropped and made anew."""
_SERIALS = f"""
INSERT INTO serials (gtin, serial, lot, clinic_id, used_in) SELECT gtin, serial, lot, clinic_id, session_id FROM uses
WHERE lot IN (SELECT 'L' || number FROM generate_series(0, {max(HISTORY // OF_A_LOT - 1, 0)}, 10) AS number)
"""
"""Every tenth lot has serial numbers."""


@dataclass(frozen=True)
class Api:
    """inventory's API."""

    port: int
    token: str


async def main() -> None:
    """Print what each question takes."""
    async with parts() as started:
        print("\n".join(report_header(started)), flush=True)
        began = time.monotonic()
        async with _inventory(started) as api:
            print(f"{HISTORY:,} uses, stored in {time.monotonic() - began:.0f} s. Milliseconds of {SEARCHES} searches:")
            chosen = random.Random(7)
            lots = max(HISTORY // OF_A_LOT, 1)
            await _measure(api, f"a lot's patients, the latest {PAGE}", lambda: _of_lot(chosen.randrange(lots), PAGE))
            await _measure(api, f"  the latest {FEW}", lambda: _of_lot(chosen.randrange(lots), FEW))
            await _measure(
                api, f"  all {OF_A_LOT:,}, page by page", lambda: _of_lot(chosen.randrange(lots), PAGE), pages=True
            )
            patients = await _patients(api, chosen, lots)
            await _measure(api, "what was used on a patient", lambda: f"/v1/uses?patient_id={chosen.choice(patients)}")
            await _measure(
                api,
                "the life of a cartridge",
                lambda: f"/v1/serials/{GTIN}/S{chosen.randrange(0, lots, 10) * OF_A_LOT + chosen.randrange(OF_A_LOT)}",
            )


def _of_lot(number: int, limit: int) -> str:
    return f"/v1/uses?gtin={GTIN}&lot=L{number}&limit={limit}"


async def _patients(api: Api, chosen: random.Random, lots: int) -> list[str]:
    """Patients of some lots, each asked for once or so."""
    found: list[str] = []
    async with Client(api.port, api.token) as client:
        while len(found) < SEARCHES:
            _, answer = await client.get(_of_lot(chosen.randrange(lots), FEW))
            found += [each["patient_id"] for each in answer["items"]]
    return found


async def _measure(api: Api, name: str, path: Callable[[], str], *, pages: bool = False) -> None:
    took = []
    async with Client(api.port, api.token) as client:
        for number in range(WARM_UP + SEARCHES):
            asked = path()
            began = time.perf_counter()
            await _ask(client, asked, pages=pages)
            if number >= WARM_UP:
                took.append((time.perf_counter() - began) * 1000)
    print_times(name, took, width=40)


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


async def _write(dsn: str) -> None:
    """Indexes and foreign keys of ``uses`` are made anew at the end: keeping them takes many times as long."""
    connection = await asyncpg.connect(dsn)
    try:
        for statement in _WRITE:
            await connection.execute(statement)
        made = [tuple(row) for row in await connection.fetch(_INDEXES)]
        for dropped, _ in made:
            await connection.execute(dropped)
        for first in range(0, HISTORY, 250_000):
            last = min(first + 250_000, HISTORY) - 1
            await connection.execute(_USES, first, last, max(HISTORY // ON_A_PATIENT, 1))
        for _, anew in made:
            await connection.execute(anew, timeout=3600)
        await connection.execute(_SERIALS, timeout=3600)
        await connection.execute("VACUUM ANALYZE", timeout=3600)
    finally:
        await connection.close()


@asynccontextmanager
async def _inventory(started: Parts) -> AsyncIterator[Api]:
    url = await started.postgres.create_database("bench_traces")
    await migrate(load("inventory"), url)
    await _write(dsn_of(url))
    async with served("inventory", url, started.kafka.bootstrap) as api:
        yield Api(api.port, api.key.token(Role.MEDICAL_DIRECTOR, now=datetime.now(UTC)))


if __name__ == "__main__":
    asyncio.run(main())
