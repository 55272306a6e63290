"""Every kind of hostile record on every topic while honest traffic flows: nothing honest is lost or doubled.

How late it is, is printed and not asserted: `make bench-hostile`.
"""

import asyncio
import statistics
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest_asyncio
from aiokafka import AIOKafkaProducer
from sqlalchemy import select

from chassis.data.tables import dead_letters, event_log, inbox
from chassis.events.envelope import to_message
from chassis.events.record_batches import UNREADABLE
from chassis.ids import new_id
from needlepoint.trial.system import SERVICES
from tests.integration.booking.chain import MONDAY, Chain
from tests.integration.hostile.honest import TYPES, event
from tests.integration.hostile.kinds import KINDS, Record, of_kind
from tests.support.fixtures import RunService
from tests.support.running import Running
from tests.support.waiting import eventually

ROUNDS = 40
"""Honest events on each topic, in each of the two runs."""
NOT_COUNTED = "many"
"""The kind of records that are sent many times."""
PAUSE = 0.1
"""Seconds between two rounds."""


@dataclass
class System:
    """All services on one Kafka."""

    running: dict[str, Running]
    known: dict[str, Any]
    """The clinic, the patient and the course that honest events are about."""
    sent: set[tuple[str, str]] = field(default_factory=set)
    """Hostile records by topic and kind."""

    def publisher(self, topic: str) -> Running:
        return self.running[topic.split(".", 1)[0]]

    async def flow(self) -> None:
        """Honest events on every topic, each in a transaction of its publisher."""
        for _ in range(ROUNDS):
            for topic in TYPES:
                async with self.publisher(topic).work() as work:
                    work.publish(event(topic, self.known))
            await asyncio.sleep(PAUSE)

    async def published(self) -> dict[UUID, tuple[str, Any]]:
        """Every event of every service: its type and when it was recorded."""
        found: dict[UUID, tuple[str, Any]] = {}
        for running in self.running.values():
            async with running.api.transactions.database.connect() as connection:
                rows = await connection.execute(select(event_log.c.id, event_log.c.type, event_log.c.recorded_at))
                found |= {row.id: (row.type, row.recorded_at) for row in rows}
        return found

    async def claims(self, name: str) -> dict[UUID, Any]:
        """When a service handled each event."""
        async with self.running[name].api.transactions.database.connect() as connection:
            return {row.event_id: row.claimed_at for row in await connection.execute(select(inbox))}

    async def letters(self, name: str) -> list[Any]:
        async with self.running[name].api.transactions.database.connect() as connection:
            return list(await connection.execute(select(dead_letters).order_by(dead_letters.c.id)))

    async def until_all_is_handled(self, earlier: Collection[UUID]) -> list[float]:
        """Return once every service has handled every honest event that it listens to; the seconds that each took, but
        for the earlier ones."""
        delays: list[float] = []

        async def handled() -> None:
            delays.clear()
            published = await self.published()
            for name, running in self.running.items():
                claims, types = await self.claims(name), running.service.reactions.by_type
                wanted = {id: at for id, (type, at) in published.items() if type in types}
                lost = wanted.keys() - claims.keys()
                assert not lost, f"{name} has not handled {len(lost)} of {len(wanted)}"
                delays.extend((claims[id] - at).total_seconds() for id, at in wanted.items() if id not in earlier)

        await eventually(handled, seconds=60)
        return delays


@pytest_asyncio.fixture(loop_scope="session")
async def system(run_service: RunService) -> AsyncIterator[System]:
    """All services run, a patient has a course, and each topic has one partition: everybody is in everybody's way."""
    prefix = f"hostile_{uuid4().hex[:8]}."
    async with AsyncExitStack() as stack:
        running = {
            service.name: await stack.enter_async_context(
                run_service(service, start=MONDAY, topic_prefix=prefix, topic_partitions=1)
            )
            for service in SERVICES
        }
        chain = Chain(running["booking"])
        house = await chain.open()
        patient = await chain.register(house)
        _, course = await chain.cleared(patient, house)
        for each in running.values():
            each.clock.set(running["booking"].clock.now())
        for each in running.values():
            await each.start_worker()
        system = System(running, {"clinic_id": house.clinic_id, "patient_id": patient, "course_id": course["id"]})
        yield system


async def attack(system: System, producer: AIOKafkaProducer) -> None:
    """Every kind to every topic, spread over the time in which honest events flow."""
    for kind in KINDS:
        for topic in TYPES:
            stranger = {"patient_id": str(new_id()), "clinic_id": str(new_id())} if kind.parks else {}
            honest = event(topic, system.known | stranger)
            record = of_kind(kind, record_of(honest, new_id(), system))
            if record is not None:
                await send(system, producer, topic, record)
                system.sent.add((topic, kind.name))
        await asyncio.sleep(ROUNDS * PAUSE / len(KINDS))


def record_of(honest: Any, id: UUID, system: System) -> Record:
    """As its publisher would send it."""
    message = to_message(
        id=id,
        type=honest.type_name(),
        topic=honest.topic,
        key=honest.key,
        payload=honest.model_dump_json(),
        headers={},
        at=system.publisher(honest.topic).clock.now(),
    )
    return Record(honest.key.encode(), message.value, tuple(message.headers))


async def send(system: System, producer: AIOKafkaProducer, topic: str, record: Record) -> None:
    prefix = system.publisher(topic).settings.topic_prefix
    value = record.value if record.key or record.value else b""
    await producer.send(prefix + topic, value, key=record.key, headers=list(record.headers))


async def squeeze(system: System) -> None:
    """Compressed batches that expand a thousand times; topics that Needlepoint creates store them uncompressed."""
    async with AIOKafkaProducer(
        bootstrap_servers=system.running["booking"].settings.kafka_bootstrap, compression_type="gzip"
    ) as producer:
        for topic in TYPES:
            bomb = Record(b"k", b"0" * 900_000, (("kind", NOT_COUNTED.encode()),))
            await send(system, producer, topic, bomb)
        await producer.flush()


async def imitate(system: System, producer: AIOKafkaProducer) -> None:
    """Records that have the ids of honest events: from another source, on another topic, and as they were."""
    for _ in range(int(ROUNDS * PAUSE)):
        for id, (type, _) in list((await system.published()).items())[-200:]:
            topic = next((topic for topic, kind in TYPES.items() if kind.type_name() == type), None)
            if topic is None:
                continue
            record = record_of(event(topic, system.known), id, system)
            headers = tuple(h for h in record.headers if h[0] != "ce_source")
            forged = record._replace(
                headers=(*headers, ("ce_source", b"/needlepoint/forger"), ("kind", NOT_COUNTED.encode()))
            )
            await send(system, producer, topic, forged)
        await asyncio.sleep(1)


async def test_hostile_records_of_every_kind_on_every_topic_cost_no_honest_event_anything(system: System) -> None:
    assert len(KINDS) >= 60
    earlier = await system.published()
    await system.flow()
    before = await system.until_all_is_handled(earlier)
    earlier = await system.published()

    producer = AIOKafkaProducer(bootstrap_servers=system.running["booking"].settings.kafka_bootstrap)
    await producer.start()
    try:
        await asyncio.gather(system.flow(), attack(system, producer), imitate(system, producer), squeeze(system))
        await producer.flush()
    finally:
        await producer.stop()
    during = await system.until_all_is_handled(earlier)

    print(f"{len(KINDS)} kinds on {len(TYPES)} topics: {len(system.sent)} of them exist, and thousands with used ids")
    for words, delays in (("alone", before), ("under attack", during)):
        print(f"{words}: p50 {statistics.median(delays):.3f} s, p99 {p99(delays):.3f} s, longest {max(delays):.3f} s")
    print(f"p99 under attack: {p99(during) / p99(before):.1f} times that alone")

    for name, running in system.running.items():
        await eventually(partial(the_reasons_are_right, system, name, running))
        await eventually(partial(each_was_handled_once, system, name, running))
        assert running.worker.alive
        assert await running.worker.ready() is None


async def each_was_handled_once(system: System, name: str, running: Running) -> None:
    """As many reactions as claims, but for dead letters and what waits behind them. They are counted after a commit."""
    letters = [letter for letter in await system.letters(name) if letter.status in ("failed", "parked")]
    claims = await system.claims(name)
    handled = running.worker.telemetry.registry.get_sample_value("needlepoint_events_consumed_total")
    assert handled == len(claims) - len(letters), f"{name} handled an event twice, or not at all"


def p99(delays: list[float]) -> float:
    """The longest but for one in a hundred: a machine that runs other tests may stop for a second."""
    return statistics.quantiles(delays, n=100)[-1]


async def the_reasons_are_right(system: System, name: str, running: Running) -> None:
    """Each hostile record that the service listens to is set aside for its reason, and nothing else is."""
    listened = {each.topic for each in running.service.reactions.event_types}
    own = {topic for topic, kind in TYPES.items() if kind.type_name() in running.service.reactions.by_type}
    expected: Counter[tuple[str, str, str | None]] = Counter()
    for kind in KINDS:
        for topic in listened if kind.reason else ():
            if (topic, kind.name) in system.sent and (topic in own or not kind.typed):
                expected[topic, kind.name, kind.reason] += 1
    found: Counter[tuple[str, str, str | None]] = Counter()
    for letter in await system.letters(name):
        assert letter.headers.keys() & {"kind", UNREADABLE}, (
            f"{name} set aside an honest event: {letter.type} {letter.error}"
        )
        if letter.headers.get("kind", NOT_COUNTED) != NOT_COUNTED:
            found[letter.topic, letter.headers["kind"], letter.reason] += 1
    assert found == expected, f"{name}: missing {expected - found}, unexpected {found - expected}"
