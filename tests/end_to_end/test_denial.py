"""Attacks on an API process while somebody honest works: her answers stay quick and right.

Attackers use slow headers, slow bodies, huge bodies and bad tokens, from the same address as she does.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import psutil  # type: ignore[import-untyped]
import pytest
import pytest_asyncio

from chassis.access.actors import Role
from chassis.run.migration import migrate
from needlepoint.services import load
from needlepoint.trial.keys import SigningKey
from tests.end_to_end.people import clinic_form, patient_form
from tests.end_to_end.processes import Program, started
from tests.parts.choose import Parts
from tests.parts.ports import free_ports
from tests.support.waiting import eventually

SECONDS = 5.0
"""Of each attack."""
SLOWEST = 1.0
"""Seconds that 99 of 100 of her answers may take."""
MOST_MEMORY = 150 * 2**20
"""Bytes that the process may grow by in an attack."""


@dataclass
class Attacked:
    """Booking's API as a process of its own, and somebody honest."""

    port: int
    program: Program
    desk: httpx.AsyncClient
    clinic_id: str
    stolen: str
    """A patient's token."""

    @property
    def memory(self) -> int:
        return int(psutil.Process(self.program.process.pid).memory_info().rss)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def attacked(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Attacked]:
    name = f"denial_{uuid4().hex[:8]}"
    key = SigningKey(tmp_path_factory.mktemp("denial"))
    url = await parts.postgres.create_database(name)
    await migrate(load("booking"), url)
    [port] = free_ports(1)
    given = {"DATABASE_URL": url, "KAFKA_BOOTSTRAP": parts.kafka.bootstrap, "JWKS": str(key.jwks), "PORT": str(port)}
    settings = {f"BOOKING_{each}": value for each, value in {**given, "REHEARSAL": "true", "POOL_SIZE": "8"}.items()}
    program = await started("-m", "services.booking", "api", environment=settings)
    now = datetime.now(UTC)
    tokens = {role: key.token(role, now=now) for role in (Role.OPERATOR, Role.FRONT_DESK)}
    headers = {"Authorization": f"Bearer {tokens[Role.FRONT_DESK]}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/v1", headers=headers, timeout=30) as desk:

        async def is_ready() -> None:
            try:
                ready = await desk.get(f"http://127.0.0.1:{port}/health/ready")
            except httpx.TransportError:
                raise AssertionError(program.output) from None
            assert ready.status_code == 200

        try:
            await eventually(is_ready, 60)
            operator = {"Authorization": f"Bearer {tokens[Role.OPERATOR]}", "Idempotency-Key": "clinic"}
            clinic = await desk.post("/clinics", json=clinic_form(), headers=operator)
            assert clinic.status_code == 201, clinic.text
            stolen = key.token(Role.PATIENT, now=now, subject=str(uuid4()))
            yield Attacked(port, program, desk, clinic.json()["id"], stolen)
        finally:
            await program.told_to_end()
            await parts.postgres.drop_database(name)


Attack = Callable[[Attacked, random.Random], Awaitable[None]]


async def slow_headers(attacked: Attacked, dice: random.Random) -> None:
    """A request that never gets beyond its headers."""
    _, writer = await attacked.connect()
    writer.write(b"GET /v1/clinics HTTP/1.1\r\nHost: a\r\n")
    while True:
        writer.write(b"X-A: %d\r\n" % dice.randrange(100))
        await writer.drain()
        await asyncio.sleep(dice.uniform(0.1, 1))


async def silent_connections(attacked: Attacked, dice: random.Random) -> None:
    """Connections that say nothing, as fast as they can be opened."""
    for _ in range(20):
        await attacked.connect()
    await asyncio.sleep(dice.uniform(0.1, 0.5))


async def bodies_that_never_come(attacked: Attacked, dice: random.Random) -> None:
    """Headers of a POST without a token, and nothing after them."""
    reader, writer = await attacked.connect()
    writer.write(
        b"POST /v1/patients HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n"
    )
    await reader.read(1000)
    await asyncio.sleep(dice.uniform(0.5, 3))


async def slow_bodies_of_a_patient(attacked: Attacked, dice: random.Random) -> None:
    """The same with a valid token, and a byte now and then."""
    _, writer = await attacked.connect()
    writer.write(
        b"POST /v1/appointments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 999\r\n"
        b"Authorization: Bearer " + attacked.stolen.encode() + b"\r\nIdempotency-Key: a\r\n\r\n"
    )
    for _ in range(20):
        writer.write(b"{")
        await writer.drain()
        await asyncio.sleep(dice.uniform(0.1, 0.5))


async def huge_bodies(attacked: Attacked, dice: random.Random) -> None:
    """Fifty megabytes, announced or in pieces, with a token or without."""
    async with httpx.AsyncClient(timeout=10) as client:
        piece = b"x" * 1_000_000

        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(50):
                yield piece

        headers = {"Authorization": f"Bearer {attacked.stolen}"} if dice.random() < 0.5 else {}
        if dice.random() < 0.5:
            headers["Content-Length"] = "50000000"
        await client.post(f"http://127.0.0.1:{attacked.port}/v1/patients", content=pieces(), headers=headers)


async def bad_tokens(attacked: Attacked, dice: random.Random) -> None:
    """Tokens that nobody signed, one after the other."""
    letters = "ABCDEFGHabcdefgh0123-_"
    async with httpx.AsyncClient(timeout=10) as client:
        for _ in range(50):
            head, claims, signature = attacked.stolen.split(".")
            forged = "".join(dice.choice(letters) for _ in range(len(signature)))
            token = dice.choice([f"{head}.{claims}.{forged}", f"{forged}.{claims}.{forged}", forged])
            await client.get(
                f"http://127.0.0.1:{attacked.port}/v1/clinics", headers={"Authorization": f"Bearer {token}"}
            )


async def not_http(attacked: Attacked, dice: random.Random) -> None:
    """Random bytes, or a header without an end."""
    _, writer = await attacked.connect()
    writer.write(dice.randbytes(2000) if dice.random() < 0.5 else b"GET / HTTP/1.1\r\nX: " + b"a" * 500_000)
    await writer.drain()


ATTACKS: dict[Attack, int] = {
    slow_headers: 300,
    silent_connections: 10,
    bodies_that_never_come: 100,
    slow_bodies_of_a_patient: 60,
    huge_bodies: 4,
    bad_tokens: 10,
    not_http: 20,
}
"""And how many do it at once."""


async def again_and_again(attack: Attack, attacked: Attacked, seed: int) -> None:
    dice = random.Random(seed)
    while True:
        with contextlib.suppress(OSError, httpx.HTTPError):  # being cut off is what an attacker has to expect
            await attack(attacked, dice)
        await asyncio.sleep(0)


async def honest_work(attacked: Attacked) -> list[float]:
    """She registers a patient and reads the list of clinics, over and over; the seconds that each answer took."""
    took: list[float] = []
    until = time.monotonic() + SECONDS
    number = 0
    while time.monotonic() < until:
        number += 1
        began = time.monotonic()
        if number % 2:
            answer = await attacked.desk.get("/clinics")
        else:
            form = patient_form(attacked.clinic_id, number % 100) | {"family_name": f"Sousa {uuid4()}"}
            answer = await attacked.desk.post("/patients", json=form, headers={"Idempotency-Key": str(uuid4())})
        took.append(time.monotonic() - began)
        assert answer.is_success, answer.text
        await asyncio.sleep(0.01)
    return took


def p99(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.99)]


@pytest.mark.parametrize("attack", [*ATTACKS, None], ids=lambda attack: attack.__name__ if attack else "all at once")
async def test_somebody_honest_is_answered_within_a_second(attacked: Attacked, attack: Attack | None) -> None:
    before = attacked.memory
    chosen = [attack] if attack else list(ATTACKS)
    attackers = [
        asyncio.create_task(again_and_again(each, attacked, seed)) for each in chosen for seed in range(ATTACKS[each])
    ]
    try:
        await asyncio.sleep(0.5)
        took = await honest_work(attacked)
    finally:
        for task in attackers:
            task.cancel()
        await asyncio.gather(*attackers, return_exceptions=True)
    grown = (attacked.memory - before) / 2**20
    name = attack.__name__ if attack else "all at once"
    times = f"p99 {p99(took) * 1000:.0f} ms, slowest {max(took) * 1000:.0f} ms"
    print(f"\n{name}: {len(took)} answers, {times}, {grown:+.0f} MiB")
    assert p99(took) < SLOWEST
    assert attacked.memory - before < MOST_MEMORY
    assert attacked.program.process.returncode is None
