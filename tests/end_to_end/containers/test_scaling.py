"""Workers come, go and are killed while patients are served: nothing is lost, doubled or out of order."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.coordinator.protocol import ConsumerProtocol

from chassis.access.actors import Role
from needlepoint.services import SERVICE_NAMES
from needlepoint.trial.compose import settings_in
from needlepoint.trial.containers import ComposedSystem
from services.notifications.timers import LEASE
from tests.end_to_end.containers.composed import Composed, metric, run
from tests.end_to_end.containers.traffic import CHANGES, Traffic, on_topic
from tests.end_to_end.people import People
from tests.support.waiting import eventually

pytestmark = pytest.mark.xdist_group("containers")  # on one worker, one after the other

LOOKS_SOON = timedelta(minutes=1)
"""When two workers take a patient and his appointment at the same moment, the message looks again after seconds. It is
much shorter than a lease: what a worker held when it was stopped would still be missing then."""

LETTERS_HELD = 5
"""Before a worker is killed: more than one worker hands over at a time."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def system(composed: Composed) -> AsyncIterator[ComposedSystem]:
    """Tells when all has come to rest. It has been used: it goes on where the story ended."""
    async with ComposedSystem(composed.env_file, used=True) as entered:
        yield entered


@pytest_asyncio.fixture
async def traffic(system: ComposedSystem) -> AsyncIterator[Traffic]:
    """Nobody works yet."""
    tokens = {role.value: system.key.token(role, now=system.now) for role in Role}
    people = People({service: system.url(service) for service in SERVICE_NAMES}, tokens)
    traffic = Traffic(people, system.now)
    yield traffic
    await traffic.abandon()
    await people.close()


async def test_workers_that_are_asked_to_stop_have_done_what_they_held_and_get_none_of_it_again(
    composed: Composed, system: ComposedSystem, traffic: Traffic
) -> None:
    await traffic.open(desks=2)
    await traffic.of(patients=4)
    stopped = [(await composed.containers(f"{service}-worker"))[0] for service in ("booking", "notifications")]

    await run("docker", "stop", "--time", "30", *stopped)

    ends = await run("docker", "inspect", "-f", "{{.State.ExitCode}}", *stopped)
    assert ends.split() == ["0", "0"]
    said = [await run("sh", "-c", f"docker logs --tail 1 {each} 2>&1") for each in stopped]
    assert all("worker_stopped" in each for each in said), said
    await traffic.of(patients=4)
    await run("docker", "start", *stopped)
    await traffic.close()
    await system.settle()
    await system.travel(system.now + LOOKS_SOON)
    assert [await metric(each, "inbox_duplicates_total") for each in stopped] == [0, 0]
    await _all_is_as_it_should_be(composed, system, traffic)


async def test_workers_join_leave_and_are_killed_under_traffic(
    composed: Composed, system: ComposedSystem, traffic: Traffic
) -> None:
    await traffic.open(desks=3)
    await traffic.of(patients=3)

    await composed.scale(booking=3, notifications=2)
    await eventually(lambda: _members_share(system, booking=3, notifications=2), 90)
    await traffic.of(patients=6)

    killed = [(await composed.containers(f"{service}-worker"))[0] for service in ("booking", "notifications")]
    async with _mail_keeps_silent(composed):
        await run("docker", "kill", "--signal", "KILL", *killed)
    await traffic.of(patients=6)
    await eventually(lambda: _members_share(system, booking=2, notifications=1), 90)

    await run("docker", "start", *killed)
    await traffic.of(patients=6)
    await eventually(lambda: _members_share(system, booking=3, notifications=2), 90)

    await composed.scale(booking=1, notifications=1)
    await traffic.of(patients=3)
    await eventually(lambda: _members_share(system, booking=1, notifications=1), 90)

    await traffic.close()
    await system.settle()
    await system.travel(system.now + LEASE)  # what the killed worker had begun to send is looked at again
    await _all_is_as_it_should_be(composed, system, traffic)


@asynccontextmanager
async def _mail_keeps_silent(composed: Composed) -> AsyncIterator[None]:
    """The mail server takes no letter, and each worker of notifications holds one: who is killed now dies with it."""
    [mail] = await composed.containers("mail")
    await run("docker", "pause", mail)
    try:
        await eventually(lambda: _letters_are_held(composed, at_least=LETTERS_HELD), 30)
        yield
    finally:
        await run("docker", "unpause", mail)


async def _letters_are_held(composed: Composed, at_least: int) -> None:
    held = await _of_database(composed, "notifications", "SELECT id, template FROM messages WHERE status = 'sending'")
    assert len(held) >= at_least, held


async def _members_share(system: ComposedSystem, **members: int) -> None:
    """Each service's group has so many members, and each of them has partitions."""
    admin = AIOKafkaAdminClient(**system.kafka_client)
    await admin.start()
    try:
        for group, number in members.items():
            # One by one: aiokafka misreads an answer about two.
            [answer] = await admin.describe_consumer_groups([group])
            assigned = [ConsumerProtocol.ASSIGNMENT.decode(member[-1]) for member in answer.groups[0][-1] if member[-1]]
            shares = [sum(len(partitions) for _, partitions in each.assignment) for each in assigned]
            assert len(shares) == number, (group, shares)
            assert all(shares), (group, shares)
    finally:
        await admin.close()


async def _all_is_as_it_should_be(composed: Composed, system: ComposedSystem, traffic: Traffic) -> None:
    counts = await system.counts()
    assert {name: counts[name].dead_letters for name in SERVICE_NAMES} == dict.fromkeys(SERVICE_NAMES, 0)
    await _order_holds_for_each_patient(composed, system, traffic)
    await _each_patient_is_told_once(composed, traffic)


async def _order_holds_for_each_patient(composed: Composed, system: ComposedSystem, traffic: Traffic) -> None:
    sent = await on_topic(system.kafka_client, "booking.patients")
    claimed = await _of_database(composed, "notifications", "SELECT event_id, claimed_at FROM inbox")
    numbers = await _of_database(composed, "notifications", "SELECT id, phone FROM patients")
    for patient, last_number in traffic.phones.items():
        ids = sent[str(patient)]
        assert len(ids) == 1 + 2 * CHANGES, "registered; then each number changed, and the former one replaced"
        assert ids == sorted(ids), "on the topic in the order in which they happened"
        moments = [claimed[each] for each in ids]
        assert moments == sorted(moments), "taken in that order"
        assert numbers[patient] == last_number, "and the last one has the last word"


async def _each_patient_is_told_once(composed: Composed, traffic: Traffic) -> None:
    became = await _of_database(
        composed,
        "notifications",
        "SELECT appointment_id, string_agg(status, ', ') FROM messages"
        " WHERE template = 'appointment_confirmed' GROUP BY 1",
    )
    appointments = [booked["id"] for booked in traffic.booked.values()]
    doubtful = [each for each in appointments if became[UUID(each)] == "doubtful"]
    unsent = [each for each in appointments if became[UUID(each)] not in ("sent", "doubtful")]
    assert unsent == [], await _unsent(composed)
    calls = await traffic.people.list("front_desk", "booking", "/worklist", kind="call_patient")
    assert {each["subject_id"] for each in calls} >= set(doubtful), "nobody can say whether it arrived: the desk calls"
    async with httpx.AsyncClient(timeout=60) as reader:
        caught = (await reader.get(f"http://127.0.0.1:{composed.ports['MAIL']}/email")).json()
    # A worker that is killed while it hands a letter over may have done so: it is doubtful, and never sent again.
    told = Counter(mail["to"][0]["address"] for mail in caught if "is booked" in mail["subject"])
    copies = [told[address] for address in traffic.addresses]
    assert max(copies) == 1
    assert copies.count(0) <= len(doubtful)


async def _unsent(composed: Composed) -> dict[UUID, Any]:
    """Messages that are under way, with what they wait for and when they are looked at next."""
    return await _of_database(
        composed,
        "notifications",
        "SELECT messages.id, concat_ws(', ', template, status, reason, attempts, 'planned for ' || planned_for,"
        " kind || ' at ' || retry_at, error) FROM messages LEFT JOIN timers ON key = messages.id::text"
        " WHERE status IN ('planned', 'sending')",
    )


async def _of_database(composed: Composed, service: str, query: str) -> dict[UUID, Any]:
    """Two columns of a service's database, as it sees them itself."""
    address = settings_in(composed.env_file).database_url(service)
    connection = await asyncpg.connect(address.render_as_string(hide_password=False))
    try:
        return {row[0]: row[1] for row in await connection.fetch(query)}
    finally:
        await connection.close()
