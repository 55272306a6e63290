"""``make bench-api``: reading a patient and booking an appointment, ours and the floor's side by side in one run.

Each server is a process of its own on one PostgreSQL. Processor time is the operating system's own account of the API
process and of its database sessions. Nothing is asserted: the ratios are printed.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import jwt
import psutil

from benchmarks.api_floor import SECRET, TABLES
from benchmarks.cost import Cost, cost_of
from benchmarks.http_client import Client
from benchmarks.served import served, server, until_open
from chassis.access.actors import Role
from chassis.data.database import dsn_of
from chassis.run.migration import migrate
from needlepoint.services import load
from tests.parts import Parts, parts, report_header
from tests.parts.ports import free_ports

ROUNDS = 3
READS = 1500
BOOKINGS = 300
CLIENTS = 16
SECONDS = 6.0
PLACES = 20
"""Practitioners, and rooms."""
PATIENTS = 400
SLOTS_A_DAY = 24


@dataclass
class Side:
    """A server under test, and what it has to be asked."""

    name: str
    port: int
    dsn: str
    tokens: list[str]
    process: psutil.Process
    clinic: str = ""
    practitioners: list[str] = field(default_factory=list)
    rooms: list[str] = field(default_factory=list)
    patients: list[str] = field(default_factory=list)
    booked: int = 0

    @property
    def client(self) -> Client:
        """As the front desk."""
        return Client(self.port, self.tokens[0])

    def bookings(self) -> Iterator[dict[str, str]]:
        """Free times, each taken once: nobody is ever in the way of the next."""
        morning = datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
        while True:
            slot, place = divmod(self.booked, PLACES)
            day, half_hour = divmod(slot, SLOTS_A_DAY)
            patient = self.patients[self.booked % PATIENTS]
            self.booked += 1
            starts_at = morning + timedelta(days=day, minutes=30 * half_hour)
            yield {
                "patient_id": patient,
                "clinic_id": self.clinic,
                "kind": "consult",
                "starts_at": starts_at.isoformat(),
                "practitioner_id": self.practitioners[place],
                "room_id": self.rooms[place],
            }


async def main() -> None:
    """Both sides in turn, three times each measurement."""
    async with parts() as started, AsyncExitStack() as stack:
        print("\n".join(report_header(started)), flush=True)
        sides = [await stack.enter_async_context(product(started)), await stack.enter_async_context(floor(started))]
        for side in sides:
            await _read(side)
            await _book(side)
        reads = await _in_turn(sides, lambda side: _cost(side, _read))
        bookings = await _in_turn(sides, lambda side: _cost(side, _book))
        rates = await _in_turn(sides, _flood)
    _compare("cpu GET patient ratio", "ms", [[cost.api for cost in side] for side in reads])
    _compare("cpu POST appointment ratio", "ms", [[cost.api for cost in side] for side in bookings])
    _compare("postgres POST appointment ratio", "ms", [[cost.postgres for cost in side] for side in bookings])
    _compare("bookings per second ratio", "/s", rates)


async def _in_turn(sides: list[Side], measure: Callable[[Side], Awaitable[Any]]) -> list[list[Any]]:
    rounds = [[await measure(side) for side in sides] for _ in range(ROUNDS)]
    return [[each[number] for each in rounds] for number in range(len(sides))]


def _compare(name: str, unit: str, sides: list[list[float]]) -> None:
    ours, theirs = (statistics.median(side) for side in sides)
    print(f"{name:34s} {ours / theirs:5.2f}   ours {ours:8.2f} {unit}   floor {theirs:8.2f} {unit}", flush=True)


async def _read(side: Side) -> int:
    async with side.client as client:
        for number in range(READS):
            status, _ = await client.get(f"/v1/patients/{side.patients[number % PATIENTS]}")
            if status != 200:
                raise RuntimeError(f"{side.name} answered {status}")
    return READS


async def _book(side: Side) -> int:
    async with side.client as client:
        for number, booking in enumerate(side.bookings(), start=1):
            status, answer = await client.post("/v1/appointments", booking)
            if status != 201:
                raise RuntimeError(f"{side.name} answered {status}: {answer}")
            if number == BOOKINGS:
                return number
    raise AssertionError("unreachable")


async def _cost(side: Side, work: Callable[[Side], Awaitable[int]]) -> Cost:
    return await cost_of(side.process, side.dsn, lambda: work(side))


async def _flood(side: Side) -> float:
    """Bookings a second from 16 clients; a double booking ends the run."""
    until, done, todo = time.monotonic() + SECONDS, 0, side.bookings()

    async def client() -> None:
        nonlocal done
        async with side.client as asking:
            while time.monotonic() < until:
                status, answer = await asking.post("/v1/appointments", next(todo))
                if status != 201:
                    raise RuntimeError(f"{side.name} answered {status}: {answer}")
                done += 1

    began = time.monotonic()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return done / (time.monotonic() - began)


@asynccontextmanager
async def floor(started: Parts) -> AsyncIterator[Side]:
    """FastAPI and asyncpg alone."""
    dsn = dsn_of(await started.postgres.create_database("bench_floor"))
    connection = await asyncpg.connect(dsn)
    await connection.execute(TABLES)
    patients = [uuid4() for _ in range(PATIENTS)]
    await connection.executemany(
        "INSERT INTO patients VALUES ($1, 'Inês', 'Sousa', '+351912345678', NULL)", [(id,) for id in patients]
    )
    await connection.close()
    (port,) = free_ports(1)
    until = datetime.now(UTC) + timedelta(hours=1)
    token = jwt.encode({"sub": "desk", "aud": "floor", "exp": until}, SECRET, algorithm="HS256")
    async with server("benchmarks.api_floor", FLOOR_DSN=dsn, FLOOR_PORT=str(port)) as process:
        await until_open(port)
        side = Side("floor", port, dsn, [token], process, clinic=str(uuid4()), patients=list(map(str, patients)))
        side.practitioners = [str(uuid4()) for _ in range(PLACES)]
        side.rooms = [str(uuid4()) for _ in range(PLACES)]
        yield side


@asynccontextmanager
async def product(started: Parts) -> AsyncIterator[Side]:
    """booking's API, as it is started in production."""
    url = await started.postgres.create_database("bench_booking")
    await migrate(load("booking"), url)
    async with served("booking", url, started.kafka.bootstrap) as api:
        tokens = [api.key.token(role, now=datetime.now(UTC)) for role in (Role.FRONT_DESK, Role.OPERATOR)]
        side = Side("product", api.port, dsn_of(url), tokens, api.process)
        await _furnish(side)
        yield side


async def _furnish(side: Side) -> None:
    """A clinic that is open every day from 8 to 20, with staff, rooms and patients."""
    hours = [{"weekday": day, "opens": "08:00", "closes": "20:00"} for day in range(7)]
    clinic = {
        "name": "Bench", "address": "1 Main Street", "time_zone": "UTC", "map_link": "https://maps.example/1",
        "phone": "+351210000000", "stock_contact": "stock@clinic.example", "hours": hours,
    }  # fmt: skip
    async with Client(side.port, side.tokens[1]) as operator, side.client as desk:
        side.clinic = await _made(operator, "/v1/clinics", clinic)
        for number in range(PLACES):
            nurse: dict[str, Any] = {"given_name": "Ana", "family_name": f"Reis {number}", "profession": "nurse"}
            nurse["permissions"] = [{"modality": "pen", "max_depth_mm": "1.5"}]
            side.practitioners.append(await _made(operator, f"/v1/clinics/{side.clinic}/practitioners", nurse))
            side.rooms.append(await _made(operator, f"/v1/clinics/{side.clinic}/rooms", {"name": f"Room {number}"}))
        for number in range(PATIENTS):
            born = (date(1960, 1, 1) + timedelta(days=number)).isoformat()
            patient = {
                "given_name": "Inês", "family_name": "Sousa", "date_of_birth": born, "channel": "sms",
                "home_clinic_id": side.clinic, "phone": f"+351912{number:06}", "marketing": False,
            }  # fmt: skip
            side.patients.append(await _made(desk, "/v1/patients", patient))


async def _made(client: Client, path: str, body: object) -> str:
    status, answer = await client.post(path, body)
    if status != 201:
        raise RuntimeError(f"{path} answered {status}: {answer}")
    return str(UUID(answer["id"]))


if __name__ == "__main__":
    asyncio.run(main())
