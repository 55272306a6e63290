"""What crosses Kafka: CloudEvents in binary mode, where a cause came from, and what others may put there."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import format_trace_id

from chassis.access.actors import Role
from chassis.ids import new_id
from tests.integration.chassis.consuming import consumed_by, dead_letters_of, publish, until_consumed
from tests.integration.chassis.tally import ECHOING, Counted, count, poisoned
from tests.support.running import Running, delivery_of
from tests.support.waiting import eventually

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACEPARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


async def on_the_wire(tally: Running, count: int) -> list[Any]:
    """The first ``count`` records of the topic, as anybody reads them."""
    consumer = AIOKafkaConsumer(
        f"{tally.settings.topic_prefix}tally.counts",
        bootstrap_servers=tally.settings.kafka_bootstrap,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    try:
        return [await consumer.getone() for _ in range(count)]
    finally:
        await consumer.stop()


def recorded(tally: Running) -> InMemorySpanExporter:
    """The worker's spans, as a collector would get them."""
    spans = InMemorySpanExporter()
    tally.worker.telemetry.provider.add_span_processor(SimpleSpanProcessor(spans))
    tally.worker.telemetry.recording = True
    return spans


async def test_an_event_is_a_cloud_event_that_anybody_can_read(tally: Running) -> None:
    clinic = new_id()
    await tally.start_worker()
    await publish(tally, clinic, [5])
    await until_consumed(tally, {clinic: [5]})
    (record,) = await on_the_wire(tally, 1)
    headers = {name: value.decode() for name, value in record.headers}
    assert record.key == str(clinic).encode()
    assert headers["ce_specversion"] == "1.0"
    assert headers["ce_type"] == "needlepoint.tally.Counted.v1"
    assert headers["ce_source"] == "/needlepoint/tally"
    assert headers["ce_subject"] == headers["ce_partitionkey"] == str(clinic)
    assert headers["content-type"] == "application/json"
    assert headers["ce_time"].startswith("2026-11-23T09:00:0")
    assert UUID(headers["ce_id"]).version == 7
    assert Counted.model_validate_json(record.value) == count(clinic, 5)
    assert json.loads(record.value)["clinic_id"] == str(clinic)


async def test_a_request_s_trace_and_correlation_reach_the_reactions_and_what_they_publish(tally: Running) -> None:
    spans = recorded(tally)
    clinic = new_id()
    await tally.start_worker()
    form = {"clinic_id": str(clinic), "number": 1, "product": ECHOING}
    headers = {"traceparent": TRACEPARENT, "X-Correlation-Id": "a-visit"}
    answer = await tally.client(Role.FRONT_DESK).post("/counts", json=form, headers=headers)
    assert answer.status_code == 201
    await until_consumed(tally, {clinic: [1, 2]})

    first, second = [{name: value.decode() for name, value in each.headers} for each in await on_the_wire(tally, 2)]
    assert first["ce_correlationid"] == second["ce_correlationid"] == "a-visit"
    assert "ce_causationid" not in first
    assert second["ce_causationid"] == first["ce_id"]
    assert first["ce_traceparent"].split("-")[1] == second["ce_traceparent"].split("-")[1] == TRACE
    reactions = [span for span in spans.get_finished_spans() if span.name == "react needlepoint.tally.Counted.v1"]
    assert [format_trace_id(span.context.trace_id) for span in reactions] == [TRACE, TRACE]


async def test_spans_name_an_error_and_do_not_repeat_what_it_says(tally: Running) -> None:
    spans = recorded(tally)
    poisoned.add("Maria Silva")
    await tally.react(count(new_id(), 1, "Maria Silva"))
    told = "".join(span.to_json() for span in spans.get_finished_spans())
    assert "Poison" in told
    assert "Maria" not in told


async def test_a_record_that_is_not_believed_is_set_aside_at_once_and_nobody_waits_for_it(tally: Running) -> None:
    clinic = new_id()
    forged = [delivery_of(count(clinic, number), new_id()) for number in range(20)]
    stranger = [replace(each, headers=each.headers | {"ce_source": "/needlepoint/other"}) for each in forged]
    began = asyncio.get_running_loop().time()
    await tally.worker.inbox.take([*stranger, delivery_of(count(clinic, 99), new_id())])
    assert asyncio.get_running_loop().time() - began < 2
    assert await consumed_by(tally) == {clinic: [99]}
    assert await kept(tally) == [("set_aside", "source")] * 20


async def test_a_forged_record_takes_neither_the_id_nor_the_place_of_the_event_that_it_imitates(
    tally: Running,
) -> None:
    clinic, waiting = new_id(), new_id()
    honest = delivery_of(count(clinic, 1), waiting)
    elsewhere = replace(honest, topic="tally.tallies", offset=5)
    of_another = replace(honest, headers=honest.headers | {"ce_source": "/needlepoint/other"}, offset=6)
    of_another_key = replace(honest, value=delivery_of(count(new_id(), 2), waiting).value, offset=7)
    await tally.worker.inbox.take([elsewhere, of_another, of_another_key])
    await tally.worker.inbox.take([honest, honest])
    assert await consumed_by(tally) == {clinic: [1]}
    assert await kept(tally) == [("set_aside", "topic"), ("set_aside", "source"), ("set_aside", "key")]


async def test_a_record_that_is_delivered_again_is_set_aside_once(tally: Running) -> None:
    forged = replace(delivery_of(count(new_id(), 1), new_id()), key="somebody else")
    await tally.worker.inbox.take([forged, forged])
    await tally.worker.inbox.take([forged])
    assert await kept(tally) == [("set_aside", "key")]
    assert counted(tally, "key") == 1


async def test_an_event_that_cannot_be_read_is_not_tried_again_and_only_its_key_waits(tally: Running) -> None:
    ill, well = new_id(), new_id()
    unreadable = replace(delivery_of(count(ill, 1), new_id()), value=b'{"clinic_id": "x"}')
    later = [delivery_of(count(ill, 2), new_id()), delivery_of(count(well, 3), new_id())]
    await tally.worker.inbox.take([unreadable, *later])
    assert await consumed_by(tally) == {well: [3]}
    assert await kept(tally) == [("failed", "content"), ("parked", None)]
    assert (await dead_letters_of(tally).list())[0].attempts == 1


async def test_an_event_of_the_future_is_handled_when_an_operator_replays_it_in_its_time(tally: Running) -> None:
    clinic = new_id()
    tomorrow = tally.clock.now() + timedelta(days=1)
    await tally.worker.inbox.take([delivery_of(count(clinic, 1), new_id(), at=tomorrow)])
    assert await kept(tally) == [("set_aside", "clock")]
    [letter] = await dead_letters_of(tally).list()
    replayed = await dead_letters_of(tally).replay(letter.id)
    assert (replayed.handled, replayed.error) == (0, "Its time is in the future, or before 2020: check the clocks.")

    tally.clock.set(tomorrow)
    assert (await dead_letters_of(tally).replay(letter.id)).handled == 1
    assert await consumed_by(tally) == {clinic: [1]}
    assert await kept(tally) == []


async def test_an_operator_who_replays_everything_does_not_replay_what_is_not_believed(tally: Running) -> None:
    forged = replace(delivery_of(count(new_id(), 1), new_id()), key="somebody else")
    await tally.worker.inbox.take([forged])
    assert await dead_letters_of(tally).replay_all() == []
    [letter] = await dead_letters_of(tally).list()
    replayed = await dead_letters_of(tally).replay(letter.id)
    assert replayed.error == "The record has no key, or too long a key, or another subject or partition key."
    assert await dead_letters_of(tally).discard(letter.id, "a forgery") == 0
    assert await kept(tally) == []


async def kept(tally: Running) -> list[tuple[str, str | None]]:
    """Status and reason of every dead letter, in order of arrival."""
    return [(row.status, row.reason) for row in await dead_letters_of(tally).list()]


def counted(tally: Running, reason: str) -> float:
    found = tally.worker.telemetry.registry.get_sample_value(
        "needlepoint_set_aside_total", {"topic": "tally.counts", "reason": reason}
    )
    assert found is not None
    return found


@pytest.mark.parametrize("last", [False, True])
async def test_what_strangers_write_to_a_topic_costs_no_event_of_ours(last: bool, tally: Running) -> None:
    """Headers that are not text, NUL, no key, no value, no type: set aside, and their batch goes on."""
    clinic = new_id()
    event = count(clinic, 1)
    ours = [(name, value.encode()) for name, value in delivery_of(event, new_id()).headers.items()]
    strange: list[tuple[bytes | None, bytes | None, list[tuple[str, bytes | None]]]] = [
        (None, b"", []),
        (b"nothing", None, []),
        (b"k\0", b"{}", [("ce_type", Counted.type_name().encode())]),
        (b"\xff", b"\xff", [("ce_type", b"\xff\xfe"), ("ce_id", b"\0")]),
        (b"j", b"not json", [("ce_type", Counted.type_name().encode()), ("x\0", b"\0"), ("y", None)]),
        (b"i", b"{}", [("ce_type", b"somebody.else.Event.v1")]),
        (None, b"", [("ce_type", Counted.type_name().encode())] * 2),
    ]
    topic = f"{tally.settings.topic_prefix}tally.counts"
    producer = AIOKafkaProducer(bootstrap_servers=tally.settings.kafka_bootstrap)
    await producer.start()
    try:
        sending = [(str(clinic).encode(), event.model_dump_json().encode(), ours), *strange]
        for key, value, headers in reversed(sending) if last else sending:
            await producer.send(topic, value, key=key, partition=0, headers=headers)
        await producer.flush()
    finally:
        await producer.stop()
    await tally.start_worker()

    async def all_kept() -> None:
        assert {status for status, _ in await kept(tally)} == {"set_aside"}
        assert len(await kept(tally)) == 6
        assert await consumed_by(tally) == {clinic: [1]}

    await eventually(all_kept)
    assert tally.worker.alive
