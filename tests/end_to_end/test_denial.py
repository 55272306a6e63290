"""Attacks on an API process while somebody honest works: her answers stay quick and right.

Attackers use slow headers, slow bodies, huge bodies and bad tokens, from the same address as she does.
"""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import psutil
import pytest
import pytest_asyncio

from chassis.access.actors import Role
from chassis.run.migration import migrate
from needlepoint.services import load
from needlepoint.trial.keys import SigningKey
from tests.end_to_end.attacks import ATTACKS
from tests.end_to_end.people import clinic_form, patient_form
from tests.end_to_end.processes import Program, started
from tests.parts.choose import Parts
from tests.parts.ports import free_ports
from tests.support.waiting import eventually

pytestmark = pytest.mark.alone
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


def letters() -> str:
    """Of nobody else; a name with more than two digits could be a number to call."""
    return uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))


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
            form = patient_form(attacked.clinic_id, number % 100) | {"family_name": f"Sousa {letters()}"}
            answer = await attacked.desk.post("/patients", json=form, headers={"Idempotency-Key": str(uuid4())})
        took.append(time.monotonic() - began)
        assert answer.is_success, answer.text
        await asyncio.sleep(0.01)
    return took


def named(names: list[str]) -> str:
    return names[0] if len(names) == 1 else "all at once"


def p99(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.99)]


@pytest.mark.parametrize(
    "names", [[each.__name__] for each in ATTACKS] + [[each.__name__ for each in ATTACKS]], ids=named
)
async def test_somebody_honest_is_answered_within_a_second(attacked: Attacked, names: list[str]) -> None:
    before = attacked.memory
    attackers = await started(
        "-m", "tests.end_to_end.attacks", str(attacked.port), *names, environment={"TOKEN": attacked.stolen}
    )
    try:
        await attackers.says("attacking")
        await asyncio.sleep(0.5)
        took = await honest_work(attacked)
    finally:
        assert await attackers.told_to_end(signal.SIGKILL) == -signal.SIGKILL, attackers.output
    grown = attacked.memory - before
    times = f"p99 {p99(took) * 1000:.0f} ms, slowest {max(took) * 1000:.0f} ms"
    print(f"\n{named(names)}: {len(took)} answers, {times}, {grown / 2**20:+.0f} MiB")
    assert p99(took) < SLOWEST
    assert grown < MOST_MEMORY
    assert attacked.program.process.returncode is None
