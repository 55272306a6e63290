"""``make bench-slots``: how long the first free times take, over all clinics of a chain, through booking's API.

Twenty clinics, 30 days, 200 practitioners with their rooms and devices, 40 % booked (slots_calendar.py), asked alone,
with the processor time that it takes, and beside 20 bookings a second; then once more with a history of past
appointments; then django-appointment (PyPI), on the same calendar, in an environment that is made for the run. Nothing
is asserted: it is printed.
"""

import asyncio
import os
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import psutil

from benchmarks.cost import cost_of
from benchmarks.http_client import Client
from benchmarks.served import print_times, served
from benchmarks.slots_calendar import Calendar, add_history, course_of_a_patient, write_calendar
from benchmarks.slots_other import measure_other
from chassis.access.actors import Role
from chassis.data.database import dsn_of
from chassis.run.migration import migrate
from needlepoint.services import load
from tests.parts import Parts, parts, report_header

WARM_UP = 20
SEARCHES = int(os.environ.get("SEARCHES", "300"))
HISTORY = int(os.environ.get("HISTORY", "1000000"))
"""Appointments that are stored in the end."""
BOOKINGS_A_SECOND = 20.0
FIRST_TWENTY = 20
MOST = 500
"""The longest list that the API answers: it has looked at every day of every practitioner for it."""


_STAFF = """
SELECT staff.clinic_id, staff.id, places.id AS room_id
FROM (
    SELECT clinic_id, id, row_number() OVER (PARTITION BY clinic_id ORDER BY id) AS number FROM practitioners
) AS staff
JOIN (SELECT clinic_id, id, row_number() OVER (PARTITION BY clinic_id ORDER BY id) AS number FROM rooms) AS places
    USING (clinic_id, number)
ORDER BY staff.id
"""


@dataclass(frozen=True)
class Api:
    """booking's API, and the calendar in its database."""

    port: int
    process: psutil.Process
    token: str
    dsn: str
    calendar: Calendar
    course: str


@dataclass(frozen=True)
class Ours:
    """Medians in milliseconds."""

    first: float
    """The first twenty of all clinics, beside bookings."""
    everything: float
    """All person-days."""


async def main() -> None:
    """Print what each search takes, alone, beside bookings, and with a history."""
    async with parts() as started:
        print("\n".join(report_header(started)), flush=True)
        async with _booking(started) as api:
            print(
                f"{len(api.calendar.clinics)} clinics, {api.calendar.first_day} to {api.calendar.last_day}:"
                f" {api.calendar.appointments:,} appointments. Milliseconds of {SEARCHES} searches each:",
                flush=True,
            )
            few = await _measure(api, f"{api.calendar.appointments:,} stored")
            stored = await add_history(api.dsn, api.calendar, HISTORY)
            many = await _measure(api, f"{stored:,} stored")
            print(f"first {FIRST_TWENTY}, with history to without: {many.first / few.first:5.2f}", flush=True)
            await _beside_the_other(started, api, few)


async def _beside_the_other(started: Parts, api: Api, ours: Ours) -> None:
    """It names times of one practitioner after the other and ranks nothing: only all person-days are compared."""
    theirs = await measure_other(api.dsn, dsn_of(await started.postgres.create_database("bench_other")), api.calendar)
    took = theirs["all_person_days"]
    print(f"all person-days, django-appointment: {took:,.0f} ms, {took / ours.everything:,.0f} × ours", flush=True)
    print(f"its first {FIRST_TWENTY}, of the first practitioner alone: {theirs['first_twenty_of_anybody']:.1f} ms")


async def _measure(api: Api, stored: str) -> Ours:
    quiet: list[float] = []

    async def ask() -> int:
        quiet.extend(await _times(api, FIRST_TWENTY))
        return WARM_UP + SEARCHES

    cost = await cost_of(api.process, api.dsn, ask)
    print_times(f"first {FIRST_TWENTY} of all clinics, {stored}", quiet, width=60)
    print(
        f"  processor time of each: API {cost.api:.1f}, PostgreSQL {cost.postgres:.1f};"
        f" whoever asks {cost.client:.1f}, which no server can mend",
        flush=True,
    )
    until = asyncio.Event()
    booking = asyncio.create_task(_book_beside(api, until))
    busy = await _times(api, FIRST_TWENTY)
    until.set()
    booked, seconds = await booking
    print_times(f"  the same beside {booked / seconds:.0f} bookings a second", busy, width=60)
    everything = await _times(api, MOST)
    print_times(f"all person-days ({MOST} offers), {stored}", everything, width=60)
    return Ours(statistics.median(busy), statistics.median(everything))


async def _times(api: Api, limit: int) -> list[float]:
    """Milliseconds, one search after the other, of sessions of a course: practitioner, room and device."""
    first, last = api.calendar.first_day.isoformat(), api.calendar.last_day.isoformat()
    path = f"/v1/slots?kind=session&course_id={api.course}&from={first}&to={last}&near=12:30&limit={limit}"
    took = []
    async with Client(api.port, api.token) as client:
        for number in range(WARM_UP + SEARCHES):
            began = time.perf_counter()
            status, answer = await client.get(path)
            if status != 200 or len(answer["items"]) != limit:
                raise RuntimeError(f"{status}: {str(answer)[:300]}")
            if number >= WARM_UP:
                took.append((time.perf_counter() - began) * 1000)
    return took


async def _book_beside(api: Api, until: asyncio.Event) -> tuple[int, float]:
    """Consults in the weeks after those that are searched, at a steady rate: how many, in how many seconds."""
    connection = await asyncpg.connect(api.dsn)
    try:
        staff = await connection.fetch(_STAFF)
        patients = [row["id"] for row in await connection.fetch("SELECT id FROM patients ORDER BY id")]
        taken = await connection.fetchval("SELECT count(*) FROM appointments WHERE starts_at > $1", _after(api))
    finally:
        await connection.close()
    began, done = time.monotonic(), 0
    async with Client(api.port, api.token) as client:
        while not until.is_set():
            turn, who = divmod(taken + done, len(staff))
            day, half_hour = divmod(turn, 16)
            form = {
                "patient_id": str(patients[(taken + done) % len(patients)]),
                "clinic_id": str(staff[who]["clinic_id"]),
                "kind": "consult",
                "starts_at": (_after(api) + timedelta(days=day, hours=10, minutes=30 * half_hour)).isoformat(),
                "practitioner_id": str(staff[who]["id"]),
                "room_id": str(staff[who]["room_id"]),
            }
            status, answer = await client.post("/v1/appointments", form)
            if status not in (201, 409):
                raise RuntimeError(f"{status}: {str(answer)[:300]}")
            done += status == 201
            taken += status == 409
            await asyncio.sleep(max(began + (done + 1) / BOOKINGS_A_SECOND - time.monotonic(), 0))
    return done, time.monotonic() - began


def _after(api: Api) -> datetime:
    last = api.calendar.last_day + timedelta(days=1)
    return datetime(last.year, last.month, last.day, tzinfo=UTC)


@asynccontextmanager
async def _booking(started: Parts) -> AsyncIterator[Api]:
    url = await started.postgres.create_database("bench_slots")
    await migrate(load("booking"), url)
    now = datetime.now(UTC)
    calendar = await write_calendar(dsn_of(url), now.date() + timedelta(days=2))
    course: UUID = await course_of_a_patient(dsn_of(url))
    async with served("booking", url, started.kafka.bootstrap) as api:
        yield Api(api.port, api.process, api.key.token(Role.FRONT_DESK, now=now), dsn_of(url), calendar, str(course))


if __name__ == "__main__":
    asyncio.run(main())
