"""What follows from an event is shown once each, whatever the services say."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.console.pages.operate.trail import Step, steps_of
from services.console.pages.operate.view import alerts_of, groups_of, ranges_of, rows_of, short

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SERVICES = ("booking", "screening", "notifications")


def event(id: str, cause: str | None, minute: int = 0) -> dict[str, Any]:
    return {
        "id": id,
        "type": "needlepoint.booking.SessionPerformed.v1",
        "topic": "booking.sessions",
        "key": "k",
        "recorded_at": (NOW + timedelta(minutes=minute)).isoformat(),
        "correlation_id": "c",
        "causation_id": cause,
        "sent": True,
    }


def state(**changes: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "release": "0.1.0",
        "schema_version": "0001",
        "at": NOW.isoformat(),
        "published": [],
        "handled": [],
        "outbox_waiting": 0,
        "outbox_oldest": None,
        "failed": 0,
        "parked": 0,
        "set_aside": 0,
        "late": [],
        "gauges": [],
        "workers": [worker()],
    }
    return said | changes


def worker(silent: int = 3, waiting: int | None = 0, partitions: tuple[int, ...] = (0,)) -> dict[str, Any]:
    return {
        "host": "booking-worker-1",
        "release": "0.1.0",
        "started_at": NOW.isoformat(),
        "heard_at": NOW.isoformat(),
        "silent_seconds": silent,
        "takes": [{"topic": "booking.sessions", "partitions": list(partitions), "waiting": waiting}],
    }


def walked(steps: list[Step]) -> list[str]:
    return [id for step in steps for id in (step.id, *walked(step.then))]


def test_a_reaction_stands_below_what_it_reacted_to_with_what_became_of_it() -> None:
    published = {
        "booking": {"events": [event("1", None)], "coming": []},
        "screening": {"events": [event("2", "1", 1), event("3", "elsewhere", 2)], "coming": []},
        "inventory": None,
    }
    delivered = {"screening": [{"event_id": "1", "outcome": "failed", "at": None, "letter_id": 7}]}
    roots = steps_of(published, delivered)
    assert [(root.id, walked(root.then)) for root in roots] == [("1", ["2"]), ("3", [])]
    assert [(each.service, each.bad, each.letter_id) for each in roots[0].outcomes] == [("screening", True, 7)]


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.none() | st.sampled_from("abcdefgh"), max_size=8))
def test_every_event_is_shown_once_even_if_some_claim_to_cause_each_other(causes: dict[str, str | None]) -> None:
    published: dict[str, Any] = {name: {"events": [], "coming": []} for name in SERVICES}
    for number, (id, cause) in enumerate(causes.items()):
        published[SERVICES[number % 3]]["events"].append(event(id, cause, number))
    assert sorted(walked(steps_of(published, {}))) == sorted(causes)


def test_what_is_wrong_is_said_and_nothing_else() -> None:
    assert alerts_of({"booking": state(), "screening": state()}) == []
    late = [{"kind": "timers", "late": 2, "oldest": (NOW - timedelta(minutes=5)).isoformat()}]
    down = [{"name": "carrier_down", "meaning": "", "label": "sms", "value": 1.0}]
    up = [{"name": "carrier_down", "meaning": "", "label": "sms", "value": 0.0}]
    waits = (NOW - timedelta(minutes=3)).isoformat()
    states = {
        "booking": state(outbox_waiting=4, outbox_oldest=waits),
        "inventory": None,
        "notifications": state(gauges=down, release="0.2.0"),
        "screening": state(failed=1, parked=3, late=late, gauges=up),
    }
    found = [(each.service, each.values.get("minutes")) for each in alerts_of(states)]
    assert found == [
        ("booking", 3),
        ("inventory", None),
        ("notifications", None),
        ("screening", None),
        ("screening", 5),
        ("", None),
    ]


def test_the_largest_group_of_all_services_comes_first() -> None:
    def group(failed: int) -> dict[str, Any]:
        when = NOW.isoformat()
        return {
            "type": "KeyError",
            "place": "x",
            "types": [],
            "failed": failed,
            "parked": 0,
            "first": when,
            "last": when,
        }

    found = groups_of({"booking": [group(1)], "inventory": None, "screening": [group(5)]})
    assert [(each.service, each.failed) for each in found] == [("screening", 5), ("booking", 1)]


def test_a_name_that_is_none_of_ours_is_shown_as_it_is() -> None:
    assert short("needlepoint.booking.SessionPerformed.v1") == "SessionPerformed"
    assert short("<script>.a.b.c") == "<script>.a.b.c"


def test_a_service_whose_workers_are_all_silent_is_alarming_and_one_that_is_heard_is_enough() -> None:
    lost = {"booking": state(workers=[worker(silent=31)]), "screening": state(workers=[])}
    assert [each.service for each in alerts_of(lost)] == ["booking", "screening"]
    assert alerts_of({"booking": state(workers=[worker(silent=4000), worker()])}) == []
    before = {name: value for name, value in state().items() if name != "workers"}
    assert alerts_of({"booking": before}) == [], "a release that does not say it is no reason for an alarm"
    assert rows_of({"booking": before})[0].workers == []


def test_what_waits_on_kafka_is_added_up_over_the_workers_that_are_heard() -> None:
    workers = [worker(waiting=4), worker(waiting=None), worker(waiting=3), worker(silent=90, waiting=100)]
    [row] = rows_of({"booking": state(workers=workers)})
    assert row.to_take == 7


@given(st.sets(st.integers(0, 30)))
def test_partitions_are_written_as_ranges_that_name_each_of_them_once(numbers: set[int]) -> None:
    spans = [part.split("–") for part in ranges_of(list(numbers)).split(", ") if part]
    assert [n for span in spans for n in range(int(span[0]), int(span[-1]) + 1)] == sorted(numbers)
