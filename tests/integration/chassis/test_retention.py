"""What is older than it is kept is deleted, and nothing that somebody still needs, whoever else is at work."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer
from sqlalchemy import func, select, text

from chassis.data.horizons import BeyondHorizon, reaches_back_to
from chassis.data.partitions import ensure_partitions, months_of
from chassis.data.tables import (
    PARTITIONED,
    audit_log,
    dead_letters,
    event_log,
    idempotency_keys,
    inbox,
    settled_dead_letters,
)
from chassis.events.claims import claim
from chassis.events.envelope import to_message
from chassis.events.past import BEGINNING, History, queue_again, queue_again_by_order
from chassis.events.rebuild import Rebuilding
from chassis.ids import first_id_of, new_id
from chassis.run.pruning import Pruning
from chassis.run.upkeep import ONE_MAKES_ROOM
from tests.integration.chassis.consuming import (
    another_worker,
    consumed_by,
    dead_letters_of,
    letters,
    publish,
    until_consumed,
    until_outbox_is_empty,
)
from tests.integration.chassis.tally import count, poisoned
from tests.parts.choose import Parts
from tests.support.running import Running
from tests.support.waiting import eventually

LONG_AGO = datetime(2021, 3, 10, 12, tzinfo=UTC)
"""A day of a month that every default has outlived."""
NEXT_MONTH = datetime(2021, 4, 1, tzinfo=UTC)
MUCH_LATER = timedelta(days=11 * 366)
"""After this, nothing that is here today is kept by any default."""


@pytest_asyncio.fixture(loop_scope="session")
async def tally(tally: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    """With partitions for two months of long ago; a table in use is tried again soon."""
    monkeypatch.setattr("chassis.run.pruning.TRY_AGAIN_SECONDS", 0.05)
    async with tally.worker.transactions.database.begin() as connection:
        await ensure_partitions(connection, LONG_AGO, months=2)
    return tally


async def prune(tally: Running, *, later: timedelta = timedelta(), **changes: object) -> None:
    """As a worker with these settings does, when the machine's clock has moved on."""
    settings = tally.settings.model_copy(update=changes)
    await Pruning(tally.service, tally.worker.transactions, settings).run(datetime.now(UTC) + later)


async def months(tally: Running, table: str) -> list[str]:
    async with tally.worker.transactions.database.connect() as connection:
        return [f"{month.start:%Y-%m}" for month in (await months_of(connection))[table]]


async def rows_in(tally: Running, table: Any) -> int:
    async with tally.work() as work:
        return (await work.scalar(select(func.count()).select_from(table))) or 0


async def horizon(tally: Running, table: str) -> datetime | None:
    async with tally.work() as work:
        return await reaches_back_to(await work.connection(), table)


async def published_long_ago(tally: Running, clinic: UUID, number: int) -> UUID:
    """An event of LONG_AGO that reached Kafka then: in the event log, not in the outbox."""
    id = _id_of(LONG_AGO, number)
    event = count(clinic, number)
    async with tally.work() as work:
        await work.execute(
            event_log.insert().values(
                id=id,
                aggregatetype=event.topic,
                aggregateid=event.key,
                type=event.type_name(),
                payload=event.model_dump(mode="json"),
                headers={},
                sequence=number - 1000,
                recorded_at=LONG_AGO,
            )
        )
    return id


def _id_of(moment: datetime, number: int) -> UUID:
    """A UUIDv7 of a moment."""
    return UUID(int=first_id_of(moment).int | 0x7000_8000_0000_0000_0000 | number)


async def test_a_month_that_is_older_than_its_setting_is_dropped_and_the_table_says_how_far_it_reaches_back(
    tally: Running,
) -> None:
    await published_long_ago(tally, new_id(), 1)
    await prune(tally)
    for table in ("event_log", "inbox"):
        assert "2021-03" not in await months(tally, table)
        assert await horizon(tally, table) == datetime(2021, 5, 1, tzinfo=UTC)
    assert await rows_in(tally, event_log) == 0
    assert "2021-03" in await months(tally, "audit_log"), "it is kept for ten years"


@pytest.mark.parametrize("table", PARTITIONED)
async def test_each_table_is_kept_for_as_many_days_as_its_own_setting_says(tally: Running, table: str) -> None:
    age = (datetime.now(UTC) - NEXT_MONTH).days
    longer: dict[str, Any] = {f"keep_{name}_days": 36_000 for name in PARTITIONED}

    await prune(tally, **longer | {f"keep_{table}_days": age + 1})
    before = {name: await months(tally, name) for name in PARTITIONED}
    await prune(tally, **longer | {f"keep_{table}_days": age - 1})
    after = {name: await months(tally, name) for name in PARTITIONED}

    assert all(there[:2] == ["2021-03", "2021-04"] for there in before.values())
    assert after == before | {table: before[table][1:]}


async def test_idempotency_keys_and_settled_dead_letters_have_settings_too(tally: Running) -> None:
    async def old_rows() -> None:
        async with tally.work() as work:
            moment = tally.clock.now() - timedelta(days=100)
            await work.execute(
                idempotency_keys.insert().values(key=str(new_id()), subject="x", fingerprint="", created_at=moment)
            )
            await work.execute(settled_dead_letters.insert().values(_settled(moment)))

    await old_rows()
    await prune(tally, keep_idempotency_days=101, keep_dead_letters_days=101)
    assert (await rows_in(tally, idempotency_keys), await rows_in(tally, settled_dead_letters)) == (1, 1)
    await prune(tally, keep_idempotency_days=99, keep_dead_letters_days=101)
    assert (await rows_in(tally, idempotency_keys), await rows_in(tally, settled_dead_letters)) == (0, 1)
    await prune(tally, keep_idempotency_days=99, keep_dead_letters_days=99)
    assert await rows_in(tally, settled_dead_letters) == 0


def _settled(moment: datetime) -> dict[str, object]:
    return {
        "id": 1,
        "consumer": "tally",
        "event_id": new_id(),
        "topic": "inventory.stock",
        "key": "x",
        "type": "x",
        "attempts": 3,
        "arrived_at": moment,
        "settled_at": moment,
        "outcome": "replayed",
    }


async def test_thousands_of_old_rows_go_in_several_batches(tally: Running) -> None:
    async with tally.work() as work:
        await work.execute(
            text(
                "INSERT INTO idempotency_keys (key, subject, fingerprint, created_at)"
                " SELECT n::text, 'x', '', now() - interval '1 year' FROM generate_series(1, 2500) AS n"
            )
        )
    await prune(tally)
    assert await rows_in(tally, idempotency_keys) == 0


async def test_a_service_clock_that_runs_years_ahead_deletes_no_month(tally: Running) -> None:
    await tally.react(count(new_id(), 1))
    tally.clock.advance(MUCH_LATER)
    await prune(tally)
    assert await rows_in(tally, inbox) == 1


async def test_an_event_that_is_still_in_the_outbox_stays_in_the_event_log_until_it_is_sent(tally: Running) -> None:
    clinic = new_id()
    await published_long_ago(tally, clinic, 1)
    async with tally.work() as work:
        await work.execute(text("INSERT INTO outbox SELECT sequence, 0, id FROM event_log"))

    await prune(tally, keep_inbox_days=36_000)
    assert "2021-03" in await months(tally, "event_log")
    assert await horizon(tally, "event_log") is None

    await tally.start_worker()
    await until_outbox_is_empty(tally)
    await prune(tally)
    assert "2021-03" not in await months(tally, "event_log")


async def test_a_claim_stays_while_its_dead_letter_is_not_settled(tally: Running) -> None:
    poisoned.add("poison")
    await tally.deliver((_id_of(LONG_AGO, 1), count(new_id(), 1, "poison")))
    await prune(tally)
    assert "2021-03" in await months(tally, "inbox")

    [letter] = await dead_letters_of(tally).list()
    await dead_letters_of(tally).discard(letter.id, "a test")
    await prune(tally)
    assert "2021-03" not in await months(tally, "inbox")


@pytest.fixture
def real_kafka(parts: Parts) -> None:
    """Skip where Kafka keeps nothing for longer than a run."""
    if not parts.kafka.real:
        pytest.skip(f"needs a Kafka that knows the time of its events, and the {parts.kafka.description} does not")


@pytest_asyncio.fixture(loop_scope="session")
async def lagging(tally: Running, real_kafka: None) -> AsyncIterator[tuple[Running, UUID]]:
    """Kafka has an event of long ago that the worker, which is stopped, has not taken; and its topics keep it."""
    clinic = new_id()
    async with another_worker(tally, topic_retention_hours=24 * 36_000):
        pass  # it has made the topics
    producer = AIOKafkaProducer(bootstrap_servers=tally.settings.kafka_bootstrap)
    await producer.start()
    event = count(clinic, 1)
    message = to_message(
        id=_id_of(LONG_AGO, 1),
        type=event.type_name(),
        topic=event.topic,
        key=event.key,
        payload=event.model_dump_json(),
        headers={},
        at=LONG_AGO,
    )
    await producer.send_and_wait(
        f"{tally.settings.topic_prefix}{event.topic}",
        message.value,
        key=event.key.encode(),
        headers=message.headers,
        timestamp_ms=int(LONG_AGO.timestamp() * 1000),
    )
    await producer.stop()
    yield tally, clinic


async def test_claims_stay_for_as_long_as_kafka_may_deliver_their_events(lagging: tuple[Running, UUID]) -> None:
    tally, clinic = lagging
    await tally.react(count(clinic, 1), event_id=_id_of(LONG_AGO, 1))  # its offset was not committed

    await prune(tally)
    assert "2021-03" in await months(tally, "inbox")

    await tally.start_worker()
    await until_consumed(tally, {clinic: [1]})


async def test_nothing_is_dropped_while_kafka_does_not_say_what_it_has(tally: Running) -> None:
    await prune(tally, kafka_bootstrap="127.0.0.1:1")
    assert "2021-03" in await months(tally, "inbox")


async def test_an_event_from_before_the_inbox_reaches_back_is_set_aside_and_has_no_second_effect(
    tally: Running,
) -> None:
    clinic = new_id()
    await tally.react(count(clinic, 1), event_id=_id_of(LONG_AGO, 1))
    await prune(tally)

    await tally.deliver(
        (_id_of(LONG_AGO, 1), count(clinic, 1)), (new_id(), count(clinic, 2)), (new_id(), count(new_id(), 7))
    )

    assert (await consumed_by(tally))[clinic] == [1]
    assert len(await consumed_by(tally)) == 2, "other keys go on"
    assert [(status, number, error) for status, _, number, error in await letters(tally)] == [
        ("failed", 1, "OlderThanInbox"),
        ("parked", 2, None),
    ]


async def test_what_no_month_took_is_deleted_by_the_time_at_which_it_was_written(tally: Running) -> None:
    far = first_id_of(datetime(2150, 1, 1, tzinfo=UTC))
    async with tally.work() as work:  # as by a clock that was wrong
        await claim(work, "tally", [("/needlepoint/tally", far)])
    async with tally.work() as work:
        work.audit("tested", "x")
        await work.execute(text("UPDATE audit_log SET id = :far"), {"far": far})
    await published_long_ago(tally, new_id(), 1)
    async with tally.work() as work:
        await work.execute(text("UPDATE event_log SET id = :far"), {"far": far})

    await prune(tally)
    assert [await rows_in(tally, each) for each in (event_log, inbox, audit_log)] == [0, 1, 1]
    tally.clock.advance(MUCH_LATER)
    await prune(tally, later=MUCH_LATER)
    assert [await rows_in(tally, each) for each in (event_log, inbox, audit_log)] == [0, 0, 0]


async def test_a_busy_table_is_left_alone_and_pruned_when_it_is_free(tally: Running) -> None:
    async with tally.work() as work:
        await work.execute(text("SELECT 1 FROM inbox"))  # somebody reads for a long time
        began = asyncio.get_running_loop().time()
        pruning = asyncio.create_task(prune(tally))
        await asyncio.sleep(0.1)
        await asyncio.wait_for(tally.react(count(new_id(), 1)), timeout=8)
        await pruning
        assert asyncio.get_running_loop().time() - began < 10
    assert "2021-03" in await months(tally, "inbox")
    await prune(tally)
    assert "2021-03" not in await months(tally, "inbox")


async def test_several_workers_that_prune_at_once_drop_everything_once(tally: Running) -> None:
    await published_long_ago(tally, new_id(), 1)
    await asyncio.gather(*[prune(tally, later=MUCH_LATER) for _ in range(4)])
    assert [await months(tally, table) for table in PARTITIONED] == [[] for _ in PARTITIONED]
    assert await rows_in(tally, event_log) == 0


async def test_pruning_under_traffic_loses_nothing_and_doubles_nothing(tally: Running) -> None:
    """Months are dropped again and again while events are published, sent, and consumed by two workers."""
    clinics = [new_id() for _ in range(8)]
    await tally.start_worker()
    done = asyncio.Event()

    async def months_come_and_go() -> int:
        rounds = 0
        while not done.is_set():
            async with tally.worker.transactions.database.begin() as connection:
                await connection.execute(ONE_MAKES_ROOM)
                await ensure_partitions(connection, LONG_AGO, months=2)
            await prune(tally)
            rounds += 1
        return rounds

    pruners = [asyncio.create_task(months_come_and_go()) for _ in range(2)]
    await asyncio.gather(*[publish(tally, clinic, range(60)) for clinic in clinics])
    await until_consumed(tally, {clinic: range(60) for clinic in clinics}, seconds=60)
    done.set()

    assert sum(await asyncio.gather(*pruners)) > 2
    assert await rows_in(tally, dead_letters) == 0


async def test_history_is_not_queued_again_from_before_the_event_log_reaches_back(tally: Running) -> None:
    engine = tally.worker.transactions.database
    await prune(tally)
    with pytest.raises(BeyondHorizon, match="The event log of tally reaches back to 1 May 2021; older rows were"):
        await queue_again_by_order(engine, "tally", BEGINNING)
    with pytest.raises(BeyondHorizon, match="with --from 2021-05-01"):
        await History.open(engine, "tally", ["x"], NEXT_MONTH)
    assert await queue_again_by_order(engine, "tally", datetime(2021, 5, 1, tzinfo=UTC)) == 0


async def test_nothing_is_rebuilt_from_before_the_inbox_reaches_back(tally: Running) -> None:
    await prune(tally)
    rebuilding = Rebuilding("tally", tally.service.reactions, tally.worker.transactions)
    with pytest.raises(BeyondHorizon, match="The inbox of tally reaches back to 1 May 2021"):
        await rebuilding.require_reach(NEXT_MONTH)


async def test_an_embedded_restart_sends_what_is_kept_and_not_what_is_overdue(tally: Running) -> None:
    await published_long_ago(tally, new_id(), 1)
    await publish(tally, new_id(), [2])
    async with tally.work() as work:
        await work.execute(text("TRUNCATE outbox"))
    assert await queue_again(tally.worker.transactions, timedelta(days=365)) == 1
    async with tally.work() as work:
        await work.execute(text("TRUNCATE outbox"))
    assert await queue_again(tally.worker.transactions, timedelta(days=36_000)) == 2


async def test_a_settled_dead_letter_is_remembered_without_its_content(tally: Running) -> None:
    poisoned.add("poison")
    clinic = new_id()
    await tally.deliver((new_id(), count(clinic, 1, "poison")), (new_id(), count(clinic, 2)))
    first, second = await dead_letters_of(tally).list()
    await dead_letters_of(tally).discard(first.id, "a test")
    await dead_letters_of(tally).replay(second.id)
    async with tally.work() as work:
        rows = (await work.execute(select(settled_dead_letters).order_by("id"))).all()
    assert [(row.event_id, row.outcome) for row in rows] == [
        (first.event_id, "discarded"),
        (second.event_id, "replayed"),
    ]
    assert rows[0].error_type == "Poison"
    assert rows[0].error_place.startswith("tests.integration.chassis.tally.consume:")


async def test_a_worker_prunes_by_itself_and_its_metrics_say_what_is_overdue(tally: Running) -> None:
    def gauge(name: str, table: str) -> float:
        return tally.worker.telemetry.registry.get_sample_value(f"needlepoint_{name}", {"table": table}) or 0

    async with tally.work() as work:
        await claim(work, "tally", [("/needlepoint/tally", first_id_of(datetime(2150, 1, 1, tzinfo=UTC)))])
    await tally.worker.observe()
    day = timedelta(days=1).total_seconds()
    assert gauge("retention_overdue_seconds", "inbox") > 100 * day
    assert gauge("oldest_partition_age_seconds", "audit_log") > 5 * 365 * day
    assert (gauge("rest_rows", "inbox"), gauge("rest_rows", "event_log")) == (1, 0)

    await tally.start_worker()

    async def pruned() -> None:
        await tally.worker.observe()
        assert gauge("retention_overdue_seconds", "inbox") == 0
        assert gauge("oldest_partition_age_seconds", "inbox") < 32 * day

    await eventually(pruned)
