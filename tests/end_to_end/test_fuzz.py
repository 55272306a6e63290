"""Every operation of all four APIs, called with random and hostile requests on real parts.

No answer is a 500, undocumented, or slower than two seconds. ``make fuzz`` does the same for longer.
"""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from chassis.access.actors import Role
from needlepoint.services import SERVICE_NAMES, load
from tests.end_to_end.people import People
from tests.fuzz.run import fuzz
from tests.support.fixtures import RunService
from tests.support.running import Running
from tests.support.serving import serving
from tests.support.waiting import eventually

pytestmark = pytest.mark.alone
SECONDS = int(os.environ.get("FUZZ_SECONDS", "60"))
"""For all services together."""
SEED = int(os.environ.get("FUZZ_SEED", "1"))


@dataclass
class Chain:
    """Four services behind ports, with something in each of them."""

    addresses: dict[str, str]
    token: str
    known: dict[str, list[str]]
    """Ids of what exists, by the name of a parameter."""


def token_of_all_staff(running: Running, practitioner: str | None = None) -> str:
    """Somebody who may do all that staff may, and treats as this practitioner."""
    first, *others = (role for role in Role if role is not Role.PATIENT)
    return running.key.token(
        first,
        also=others,
        now=datetime.now(UTC),
        subject="fuzz@example.org",
        practitioner=UUID(practitioner) if practitioner else None,
        valid_for=timedelta(hours=11),
    )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chain(run_service: RunService) -> AsyncIterator[Chain]:
    async with AsyncExitStack() as stack:
        prefix = f"fuzz_{uuid4().hex[:8]}."
        running = {
            name: await stack.enter_async_context(
                run_service(load(name), topic_prefix=prefix, start=datetime.now(UTC), log_level="CRITICAL")
            )
            for name in SERVICE_NAMES
        }
        ports = {name: await stack.enter_async_context(serving(each)) for name, each in running.items()}
        for each in running.values():
            await each.start_worker()
        addresses = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        token = token_of_all_staff(running["booking"])
        people = People(addresses, dict.fromkeys(map(str, Role), token))
        stack.push_async_callback(people.close)
        known = await things(people)
        yield Chain(addresses, token_of_all_staff(running["booking"], known["practitioner_id"][0]), known)


async def things(people: People) -> dict[str, list[str]]:
    """Fill the chain a little; the ids of it."""
    clinic = await people.open_clinic()
    patients = [await people.register(clinic, number) for number in range(3)]
    since = datetime.now(UTC).date() + timedelta(days=7)
    days = (since.isoformat(), (since + timedelta(days=7)).isoformat())
    appointments = [await people.book_consult(clinic, patient, *days) for patient in patients]
    intakes: list[str] = []

    async def asked() -> None:
        intakes[:] = [each["id"] for each in await people.list("practitioner", "screening", "/intakes")]
        assert intakes

    await eventually(asked, 60)
    practitioners = await people.list("operator", "booking", f"/clinics/{clinic['id']}/practitioners")
    return {
        "clinic_id": [clinic["id"]],
        "patient_id": [each["id"] for each in patients],
        "appointment_id": [each["id"] for each in appointments],
        "practitioner_id": [each["id"] for each in practitioners],
        "intake_id": intakes,
        "path.kind": ["rules", "protocols", "templates", "questions"],
    }


@pytest.mark.timeout(SECONDS * 4 + 240)
@pytest.mark.parametrize("name", SERVICE_NAMES)
async def test_no_request_gets_a_failure_an_undocumented_or_a_late_answer(
    chain: Chain, name: str, tmp_path: Path
) -> None:
    code, report = await fuzz(
        chain.addresses[name],
        chain.token,
        tmp_path,
        known=chain.known,
        seconds=max(SECONDS // len(SERVICE_NAMES), 1),
        seed=SEED,
    )
    print(report)
    assert code == 0, report
