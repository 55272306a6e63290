"""What an operator sees: gauges that move when they should, and logs that tell everything but who the patient is."""

import asyncio
import io
import json
import logging
from collections.abc import Sequence
from datetime import timedelta

import pytest
from asyncpg import UniqueViolationError
from prometheus_client.parser import text_string_to_metric_families

from chassis.access.actors import Role
from chassis.events.envelope import Delivery
from chassis.ids import new_id
from chassis.run.logs import configure_logs
from chassis.run.processes import WorkerRole
from tests.integration.chassis.consuming import another_worker, publish, until_consumed
from tests.integration.chassis.tally import count, poisoned
from tests.support.running import Running
from tests.support.waiting import eventually


async def metrics(worker: WorkerRole) -> dict[str, float]:
    """What /metrics answers: name and label to value."""
    await worker.observe()
    families = text_string_to_metric_families(worker.telemetry.exposition().decode())
    return {
        "/".join([sample.name.removeprefix("needlepoint_"), *sample.labels.values()]): sample.value
        for family in families
        for sample in family.samples
    }


async def test_what_waits_is_counted_and_how_long_it_has_waited(tally: Running) -> None:
    await publish(tally, new_id(), range(3))
    async with tally.work() as work:
        await work.set_timer("consume", str(new_id()), work.now, {"product": "pen", "number": 1})
        await work.set_timer("consume", str(new_id()), work.now + timedelta(days=1), {})
    tally.clock.advance(timedelta(minutes=10))
    waiting = await metrics(tally.worker)
    assert waiting["outbox_depth"] == 3
    assert 600 <= waiting["outbox_age_seconds"] < 660
    assert waiting["timers_late"] == 1
    assert 600 <= waiting["timers_late_seconds"] < 660

    await tally.start_worker()

    async def done() -> None:
        now = await metrics(tally.worker)
        assert (now["outbox_depth"], now["outbox_age_seconds"]) == (0, 0)
        assert (now["timers_late"], now["timers_late_seconds"]) == (0, 0)
        assert (now["events_sent_total"], now["timers_fired_total"]) == (3, 1)
        assert now["events_consumed_total"] == 3

    await eventually(done)


async def test_lag_is_what_has_not_taken_effect_and_none_after_a_restart(
    tally: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic, gate = new_id(), asyncio.Event()
    lag = f"consumer_lag/{tally.settings.topic_prefix}tally.counts"
    async with another_worker(tally) as worker:
        take = worker.inbox.take

        async def take_when_open(deliveries: Sequence[Delivery]) -> None:
            await gate.wait()
            await take(deliveries)

        monkeypatch.setattr(worker.inbox, "take", take_when_open)
        await publish(tally, clinic, range(7))

        async def behind() -> None:
            assert (await metrics(worker)).get(lag) == 7

        await eventually(behind)
        gate.set()

        async def level() -> None:
            assert (await metrics(worker))[lag] == 0

        await eventually(level)

    async with another_worker(tally) as restarted:

        async def nothing_to_do() -> None:
            assert (await metrics(restarted)).get(lag) == 0

        await eventually(nothing_to_do)


async def test_duplicates_failures_and_what_is_parked_are_counted(tally: Running) -> None:
    poisoned.add("poison")
    ill, well, event_id = new_id(), new_id(), new_id()
    await tally.deliver((event_id, count(well, 1)), (new_id(), count(ill, 1, "poison")), (new_id(), count(ill, 2)))
    await tally.deliver((event_id, count(well, 1)))
    now = await metrics(tally.worker)
    assert (now["dead_letters/failed"], now["dead_letters/parked"]) == (1, 1)
    assert (now["dead_lettered_total"], now["parked_total"]) == (1, 1)
    assert now["inbox_duplicates_total"] == 1
    assert now["events_consumed_total"] == 1


async def test_requests_are_measured_by_route_and_status_and_by_nothing_that_a_caller_makes_up(tally: Running) -> None:
    desk = tally.client(Role.FRONT_DESK)
    await desk.post("/tallies", json={"name": "Maria Silva"})
    other = (await desk.post("/tallies", json={"name": "other"})).json()["id"]
    for id in (other, new_id(), new_id()):
        await desk.get(f"/tallies/{id}")
    with pytest.raises(UniqueViolationError):
        await desk.patch(f"/tallies/{other}", json={"name": "Maria Silva"}, headers={"If-Match": '"1"'})
    for path in ("/nowhere", "/nowhere-else"):
        await desk.get(path)
    await desk.request("BREW", "/director")
    families = text_string_to_metric_families((await desk.get("http://tally/metrics")).text)
    counted = {
        tuple(sample.labels[label] for label in ("method", "route", "status")): sample.value
        for family in families
        for sample in family.samples
        if sample.name == "needlepoint_http_request_seconds_count"
    }
    assert counted == {
        ("POST", "/v1/tallies", "201"): 2,
        ("GET", "/v1/tallies/{id}", "200"): 1,
        ("GET", "/v1/tallies/{id}", "404"): 2,
        ("PATCH", "/v1/tallies/{id}", "500"): 1,
        ("other", "unknown", "404"): 2,
        ("other", "/v1/director", "405"): 1,
    }


@pytest.fixture
def logged() -> io.StringIO:
    """What a service writes to standard error."""
    stream = io.StringIO()
    configure_logs("INFO", stream, service="tally")
    return stream


async def test_logs_are_json_and_hold_no_word_of_a_poisonous_event(tally: Running, logged: io.StringIO) -> None:
    poisoned.add("Maria Silva, isotretinoin")
    clinic = new_id()
    await tally.start_worker()
    await publish(tally, clinic, [1], "Maria Silva, isotretinoin")
    await publish(tally, clinic, [2**40])  # what PostgreSQL refuses, it quotes
    await publish(tally, new_id(), [2**40])
    other = new_id()
    await publish(tally, other, [1])
    async with tally.work() as work:
        await work.set_timer("consume", "k", work.now, {"product": "Maria Silva, isotretinoin", "number": 1})
    await until_consumed(tally, {other: [1]})

    async def told() -> None:
        lines = [json.loads(line) for line in logged.getvalue().splitlines()]
        assert {"dead_letter", "timer_failed", "event_failed"} <= {line["event"] for line in lines}
        assert sum(line["event"] == "dead_letter" for line in lines) == 2

    await eventually(told)
    assert "Poison in consume" in logged.getvalue()
    for secret in ("Maria", "isotretinoin", str(2**40), "09506000134352"):
        assert secret not in logged.getvalue()


async def test_an_unexpected_error_is_logged_with_its_place_and_without_what_it_says(
    tally: Running, logged: io.StringIO
) -> None:
    desk = tally.client(Role.FRONT_DESK)
    await desk.post("/tallies", json={"name": "Maria Silva"})
    created = (await desk.post("/tallies", json={"name": "other"})).json()
    with pytest.raises(
        UniqueViolationError
    ) as failure:  # httpx raises it as well; over a network only the answer is seen
        await desk.patch(f"/tallies/{created['id']}", json={"name": "Maria Silva"}, headers={"If-Match": '"1"'})
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=failure.value)

    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    mine = next(line for line in lines if line["event"] == "request_failed")
    assert mine["correlation_id"]
    assert mine["service"] == "tally"
    assert mine["trace"][0]["error"].startswith("UniqueViolationError 23505 in rename:")
    assert any(line["event"] == "Exception in ASGI application" for line in lines)
    assert "Maria" not in logged.getvalue()
