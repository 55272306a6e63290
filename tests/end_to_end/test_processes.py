"""Every role of every service as a process of its own, on a real broker and database, told all by its environment."""

import asyncio
import contextlib
import re
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import asyncpg
import httpx
import pytest
import pytest_asyncio
from sqlalchemy import make_url

from chassis.access.actors import Role
from chassis.run.migration import migrate
from needlepoint.services import SERVICE_NAMES, load
from needlepoint.trial.demo.tap import Tap
from needlepoint.trial.keys import SigningKey
from tests.end_to_end.people import Json, People
from tests.end_to_end.processes import Program, started
from tests.parts.choose import Parts
from tests.parts.ports import free_ports
from tests.support.waiting import eventually

pytestmark = pytest.mark.xdist_group("processes")  # one worker starts them, once


@dataclass
class Chain:
    """Two processes of each service, and how to reach them."""

    settings: dict[str, dict[str, str]]
    """Environment of each service's processes, without a port."""
    ports: dict[tuple[str, str], int]
    people: People
    programs: dict[tuple[str, str], Program] = field(default_factory=dict)

    async def start(self, service: str, role: str) -> Program:
        """Start one role of one service."""
        port = {f"{service.upper()}_PORT": str(self.ports[service, role])}
        program = await started("-m", f"services.{service}", role, environment=self.settings[service] | port)
        self.programs[service, role] = program
        return program

    async def is_ready(self, service: str, role: str) -> None:
        """Return once it says so."""
        async with httpx.AsyncClient(timeout=60) as probe:

            async def answers() -> None:
                said = self.programs[service, role].output
                try:
                    answer = await probe.get(f"{self.address(service, role)}/health/ready")
                except httpx.TransportError:
                    raise AssertionError(f"{role} of {service} does not answer: {said}") from None
                assert answer.status_code == 200, f"{role} of {service}: {answer.text}; {said}"

            await eventually(answers, 180)  # eight processes start at once, perhaps on one core

    async def metric(self, service: str, role: str, name: str) -> float:
        """One of its metrics, as Prometheus reads it."""
        async with httpx.AsyncClient(timeout=60) as prometheus:  # the machine may be busy with other tests
            text = (await prometheus.get(f"{self.address(service, role)}/metrics")).text
        found = re.search(rf"^needlepoint_{name} (\S+)$", text, re.MULTILINE)
        assert found, text
        return float(found[1])

    def address(self, service: str, role: str) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.ports[service, role]}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chain(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chain]:
    """All of them started at once, on fresh databases and topics of their own. Each event is checked as it flows."""
    folder = tmp_path_factory.mktemp("chain")
    run = uuid4().hex[:8]
    key = SigningKey(folder)
    tokens = {role.value: key.token(role, now=datetime.now(UTC)) for role in Role}
    settings = {service: await _settings(parts, service, run, key) for service in SERVICE_NAMES}
    roles = [(service, role) for service in SERVICE_NAMES for role in ("api", "worker")]
    ports = dict(zip(roles, free_ports(len(roles)), strict=True))
    people = People({service: f"http://127.0.0.1:{ports[service, 'api']}" for service in SERVICE_NAMES}, tokens)
    chain = Chain(settings, ports, people)
    try:
        # Twice at once, as when two machines are deployed to: one of them finds nothing left to do.
        migrations = [await started("-m", "services.booking", "migrate", environment=settings["booking"]) for _ in "ab"]
        for other in map(load, set(SERVICE_NAMES) - {"booking"}):
            url = settings[other.name][f"{other.name.upper()}_DATABASE_URL"]
            await migrate(other, url)
        assert [await each.ends() for each in migrations] == [0, 0], "\n".join(each.output for each in migrations)
        for place in roles:
            await chain.start(*place)
        await asyncio.gather(*[chain.is_ready(*place) for place in roles])
        async with Tap({"bootstrap_servers": parts.kafka.bootstrap}, f"chain_{run}.") as tap:
            yield chain
            assert tap.seen, "nothing was published"
            assert tap.violations == []
    finally:
        await people.close()
        await asyncio.gather(*[each.told_to_end(signal.SIGKILL) for each in chain.programs.values()])
        for service in SERVICE_NAMES:
            await parts.postgres.drop_database(f"{service}_{run}")


async def _settings(parts: Parts, service: str, run: str, key: SigningKey) -> dict[str, str]:
    given = {
        "DATABASE_URL": await parts.postgres.create_database(f"{service}_{run}"),
        "KAFKA_BOOTSTRAP": parts.kafka.bootstrap,
        "REHEARSAL": "true",  # no director signs here
        "JWKS": str(key.jwks),
        "TOPIC_PREFIX": f"chain_{run}.",
        "TOPIC_PARTITIONS": "4",
        "SESSION_TIMEOUT_MS": "2000",
        "POOL_SIZE": "4",
    }
    return {f"{service.upper()}_{name}": value for name, value in given.items()}


async def test_every_role_answers_for_its_health_and_its_metrics(chain: Chain) -> None:
    async with httpx.AsyncClient(timeout=60) as probe:
        for place in chain.ports:
            assert (await probe.get(f"{chain.address(*place)}/health/live")).status_code == 200
            assert await chain.metric(*place, "outbox_depth") == 0
            assert await chain.metric(*place, "dead_lettered_total") == 0


async def test_a_patient_gets_a_message_about_her_appointment_and_the_desk_sees_it(chain: Chain) -> None:
    clinic = await chain.people.open_clinic()
    patient = await chain.people.register(clinic)
    booked = await _consult(chain, clinic, patient)

    told = await _told_once(chain, patient, booked)

    assert clinic["map_link"] in told["text"]
    await _is_shown_as_told(chain, booked)
    assert len(await chain.people.list("front_desk", "screening", "/intakes", patient_id=patient["id"])) == 1


async def test_a_worker_that_is_killed_comes_back_to_what_it_missed(chain: Chain) -> None:
    clinic = await chain.people.open_clinic()
    patient = await chain.people.register(clinic)
    assert await chain.programs["notifications", "worker"].told_to_end(signal.SIGKILL) == -signal.SIGKILL
    assert await chain.programs["booking", "worker"].told_to_end(signal.SIGKILL) == -signal.SIGKILL
    booked = await _consult(chain, clinic, patient)

    for service in ("booking", "notifications"):
        await chain.start(service, "worker")

    await _told_once(chain, patient, booked)
    await _is_shown_as_told(chain, booked)


async def test_a_process_that_is_asked_to_stop_ends_well_and_nothing_that_was_done_is_delivered_again(
    chain: Chain,
) -> None:
    clinic = await chain.people.open_clinic()
    patient = await chain.people.register(clinic)
    first = await _consult(chain, clinic, patient)
    await _told_once(chain, patient, first)
    await _is_shown_as_told(chain, first)
    workers = [place for place in chain.ports if place[1] == "worker"]

    ended = await asyncio.gather(*[chain.programs[place].told_to_end(seconds=90) for place in chain.ports])

    assert ended == [0] * len(chain.ports), [chain.programs[place].output[-2000:] for place in chain.ports]
    for place in chain.ports:
        await chain.start(*place)
    await asyncio.gather(*[chain.is_ready(*place) for place in chain.ports])
    other = await chain.people.register(clinic, 1)
    booked = await _consult(chain, clinic, other)
    await _told_once(chain, other, booked)
    await _is_shown_as_told(chain, booked)
    assert [await chain.metric(*place, "inbox_duplicates_total") for place in workers] == [0] * len(workers)


async def test_no_service_gets_into_the_database_of_another(chain: Chain) -> None:
    urls = {service: make_url(chain.settings[service][f"{service.upper()}_DATABASE_URL"]) for service in SERVICE_NAMES}
    entered = set()
    for service, own in urls.items():
        for other, its in urls.items():
            address = own.set(drivername="postgresql", database=its.database).render_as_string(hide_password=False)
            with contextlib.suppress(
                asyncpg.InsufficientPrivilegeError, asyncpg.InvalidAuthorizationSpecificationError
            ):
                await (await asyncpg.connect(address)).close()
                entered.add((service, other))
    assert entered == {(service, service) for service in SERVICE_NAMES}


async def test_a_process_that_lacks_settings_names_them_and_ends() -> None:
    lost = await started("-m", "services.booking", "worker", environment={"BOOKING_JWKS": "keys.json"})

    assert await lost.ends() == 1
    assert "set BOOKING_DATABASE_URL, BOOKING_KAFKA_BOOTSTRAP in the environment" in lost.words
    assert "Traceback" not in lost.output


async def _consult(chain: Chain, clinic: Json, patient: Json) -> Json:
    since = date.today() + timedelta(days=7)  # noqa: DTZ011  # any day will do
    return await chain.people.book_consult(clinic, patient, since.isoformat(), (since + timedelta(days=7)).isoformat())


async def _told_once(chain: Chain, patient: Json, booked: Json) -> Json:
    messages: list[Json] = []

    async def told() -> None:
        found = await chain.people.list("front_desk", "notifications", "/messages", patient_id=patient["id"])
        messages[:] = [
            each
            for each in found
            if each["appointment_id"] == booked["id"] and each["template"] == "appointment_confirmed"
        ]
        assert [each["status"] for each in messages] == ["sent"]

    await eventually(told, 60)
    return messages[0]


async def _is_shown_as_told(chain: Chain, booked: Json) -> None:
    async def shown() -> None:
        found = await chain.people.ask("front_desk", "booking", f"/appointments/{booked['id']}")
        assert found["notified_at"]

    await eventually(shown, 60)
