"""What the tests' own Kafka and PostgreSQL promise to the tests."""

import asyncio
from collections import defaultdict
from uuid import uuid4

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError
from sqlalchemy import make_url

from needlepoint.trial.embedded.kafka import SESSION_TIMEOUT_MS
from tests.parts import CannotDoThat, Kafka, Parts


async def producer(kafka: Kafka) -> AIOKafkaProducer:
    sending = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, enable_idempotence=True, acks="all", linger_ms=1)
    await sending.start()
    return sending


async def send(kafka: Kafka, topic: str, keys: range, per_key: int = 1) -> None:
    sending = await producer(kafka)
    try:
        waiting = [
            await sending.send(topic, key=str(key).encode(), value=str(number).encode())
            for number in range(per_key)
            for key in keys
        ]
        await asyncio.gather(*waiting)
    finally:
        await sending.stop()


async def read(kafka: Kafka, topic: str, group: str, count: int) -> dict[str, list[int]]:
    """Until `count` events came: their numbers by key, in the order they came. Commits and leaves the group."""
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=kafka.bootstrap,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=SESSION_TIMEOUT_MS,
        heartbeat_interval_ms=500,
    )
    by_key: dict[str, list[int]] = defaultdict(list)
    await consumer.start()
    try:
        async with asyncio.timeout(30):
            while sum(map(len, by_key.values())) < count:
                for batch in (await consumer.getmany(timeout_ms=200)).values():
                    for record in batch:
                        by_key[record.key.decode()].append(int(record.value))
        await consumer.commit()
    finally:
        await consumer.stop()
    return by_key


def fresh_name() -> str:
    return f"parts-{uuid4()}"


async def test_events_of_one_key_come_in_the_order_they_were_sent(parts: Parts) -> None:
    topic = fresh_name()
    await send(parts.kafka, topic, range(20), per_key=50)
    came = await read(parts.kafka, topic, fresh_name(), count=1000)
    assert came == {str(key): list(range(50)) for key in range(20)}


async def test_who_joins_a_group_after_the_last_one_left_goes_on_where_that_one_was(parts: Parts) -> None:
    topic, group = fresh_name(), fresh_name()
    for _ in range(3):
        await send(parts.kafka, topic, range(10))
        assert sorted(await read(parts.kafka, topic, group, count=10)) == sorted(map(str, range(10)))


async def test_what_was_acknowledged_is_there_after_the_broker_stopped_and_started(parts: Parts) -> None:
    if not parts.kafka.can_stop:
        pytest.skip(f"{parts.kafka.description} cannot be stopped")
    topic, address = fresh_name(), parts.kafka.bootstrap
    await send(parts.kafka, topic, range(100))
    await parts.kafka.stop_broker()
    try:
        sending = AIOKafkaProducer(bootstrap_servers=address, request_timeout_ms=1000)
        with pytest.raises(KafkaError):
            await sending.start()
        await sending.stop()
    finally:
        await parts.kafka.start_broker()
    assert parts.kafka.bootstrap == address
    assert len(await read(parts.kafka, topic, fresh_name(), count=100)) == 100


async def test_a_paused_broker_answers_nothing_and_loses_nothing(parts: Parts) -> None:
    if not parts.kafka.can_pause:
        with pytest.raises(CannotDoThat):
            await parts.kafka.pause()
        pytest.skip(f"{parts.kafka.description} cannot be paused")
    topic = fresh_name()
    sending = await producer(parts.kafka)
    await sending.send_and_wait(topic, key=b"0", value=b"0")
    await parts.kafka.pause()
    try:
        acknowledged = await sending.send(topic, key=b"0", value=b"1")
        done, _ = await asyncio.wait([acknowledged], timeout=0.5)
        assert not done
    finally:
        await parts.kafka.unpause()
    await asyncio.wait_for(acknowledged, timeout=60)
    await sending.stop()
    assert await read(parts.kafka, topic, fresh_name(), count=2) == {"0": [0, 1]}


CUT = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What asyncpg says of a connection that was cut: the last, when it is used between the server's word and the end."""


async def test_each_database_is_fresh_and_its_connections_can_be_cut(parts: Parts) -> None:
    name = f"parts_{uuid4().hex[:8]}"
    url = (await parts.postgres.create_database(name)).replace("+asyncpg", "")
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE gone_soon (id int)")
    assert await parts.postgres.cut_connections(name) == 1
    with pytest.raises(CUT):
        await connection.fetchval("SELECT 1")
    url = (await parts.postgres.create_database(name)).replace("+asyncpg", "")
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT to_regclass('gone_soon')") is None
    await connection.close()
    await parts.postgres.drop_database(name)


async def test_a_role_made_for_a_test_enters_no_other_database(parts: Parts) -> None:
    one, other = (f"parts_{uuid4().hex[:8]}" for _ in range(2))
    url = (await parts.postgres.create_database(one)).replace("+asyncpg", "")
    await parts.postgres.create_database(other)
    with pytest.raises(asyncpg.PostgresError):
        await asyncpg.connect(url.replace(f"/{one}", f"/{other}"))
    for name in (one, other):
        await parts.postgres.drop_database(name)


async def test_a_copy_of_a_template_can_be_changed_and_the_template_stays_as_it_was(parts: Parts) -> None:
    template, one, other = (f"parts_{uuid4().hex[:8]}" for _ in range(3))
    try:
        url = (await parts.postgres.create_database(template)).replace("+asyncpg", "")
        runtime = (await parts.postgres.create_runtime_role(template)).replace("+asyncpg", "")
        connection = await asyncpg.connect(url)
        await connection.execute(f"CREATE TABLE kept AS SELECT 7 AS answer; GRANT SELECT ON kept TO {template}_run")
        await connection.close()
        await parts.postgres.keep_as_template(template)
        for name in (one, other):
            await parts.postgres.copy_database(template, name)
            connection = await asyncpg.connect(_into(name, runtime))
            assert await connection.fetchval("SELECT answer FROM kept") == 7
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute("ALTER TABLE kept ADD COLUMN more int")
            await connection.close()
            connection = await asyncpg.connect(_into(name, url))
            await connection.execute("ALTER TABLE kept ADD COLUMN more int")
            await connection.close()
        for name in (one, other):
            await parts.postgres.drop_copy(name)
    finally:
        await parts.postgres.drop_database(template)


def _into(name: str, url: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)
