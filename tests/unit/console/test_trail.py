"""What follows from an event is shown once each, whatever the services say."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.console.pages.operate.trail import Step, steps_of
from services.console.pages.operate.view import alerts_of, groups_of, short

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
    }
    return said | changes


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
