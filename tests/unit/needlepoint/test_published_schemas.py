"""What flows in a run is held against the published schemas, more strictly than a reader would."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chassis.events.envelope import Delivery
from chassis.ids import new_id
from contracts.registry import EVENTS
from needlepoint.trial.published_schemas import violations

BOOKED = "needlepoint.booking.AppointmentBooked.v1"


def delivered(event_type: str, **different: Any) -> Delivery:
    """The past event of a type as it comes from Kafka, with other values at top level."""
    event = json.loads(Path(f"contracts/examples/{event_type}.json").read_bytes()) | different
    schema = json.loads(Path(f"contracts/schemas/{event_type}.json").read_bytes())
    key = str(event[schema["x-key"]])
    return Delivery(new_id(), schema["x-topic"], key, event_type, {}, json.dumps(event).encode())


@pytest.mark.parametrize("event_type", [event.type_name() for event in EVENTS])
def test_an_event_that_was_published_keeps_to_its_schema(event_type: str) -> None:
    assert violations(delivered(event_type)) == []


@pytest.mark.parametrize(
    ("different", "problem"),
    [
        ({"kind": "Patch test!"}, "$.kind: 'Patch test!' does not match"),
        ({"course_id": 7}, "$.course_id: 7 is not valid under any of the given schemas"),
        ({"appointment_id": "12"}, "$.appointment_id: '12' is not a 'uuid'"),
        ({"cartridges": {"gtin": "09506000134352"}}, "$.cartridges: {'gtin': '09506000134352'} is not valid under"),
        (
            {"patient_id": "01990005-1033-7057-909f-6d2c7ddf743"},
            "$.patient_id: '01990005-1033-7057-909f-6d2c7ddf743' is",
        ),
        ({"diagnosis": "rosacea"}, "$: Additional properties are not allowed ('diagnosis' was unexpected)"),
    ],
)
def test_what_is_not_as_published_is_named_with_the_event_and_the_path(different: Any, problem: str) -> None:
    event = delivered(BOOKED, **different)
    [found] = violations(event)
    assert found.startswith(f"{BOOKED} {event.event_id}: {problem}")


@pytest.mark.parametrize(
    ("event_type", "path", "value"),
    [
        ("needlepoint.booking.SessionPerformed.v1", "performed_at", "2026-11-23T09:00:00"),
        ("needlepoint.booking.ConsultCompleted.v1", "plan.depth_mm", "deep"),
        ("needlepoint.screening.ScreeningDecided.v1", "valid_until", "soon"),
    ],
)
def test_a_moment_has_an_offset_and_a_day_and_a_decimal_are_what_they_say(
    event_type: str, path: str, value: str
) -> None:
    outer, _, inner = path.partition(".")
    example = json.loads(Path(f"contracts/examples/{event_type}.json").read_bytes())
    different = {outer: example[outer] | {inner: value} if inner else value}
    [found] = violations(delivered(event_type, **different))
    assert f"$.{path}: '{value}' is not " in found


def test_an_event_on_another_topic_or_under_another_key_is_noticed() -> None:
    event = delivered(BOOKED)
    assert (
        "it is on inventory.stock, and its topic is booking.appointments"
        in violations(replace(event, topic="inventory.stock"))[0]
    )
    assert "its key is k, and patient_id is " in violations(replace(event, key="k"))[0]


def test_what_no_schema_is_published_for_is_noticed() -> None:
    event = delivered(BOOKED)
    assert violations(replace(event, type="")) == [
        "an event without a type on booking.appointments has no published schema"
    ]
    assert "has no published schema" in violations(replace(event, type="needlepoint.booking.Unheard.v1"))[0]
    assert violations(replace(event, value=b"{")) == [f"{BOOKED} {event.event_id} is not JSON"]


@pytest.mark.parametrize("given", ["08:00:00Z", "08:00:00+01:00", "eight"])
def test_a_time_of_day_is_local_whatever_packages_are_installed(given: str) -> None:
    opened = "needlepoint.booking.ClinicOpened.v1"
    details = json.loads(Path(f"contracts/examples/{opened}.json").read_bytes())["details"]
    [found] = violations(delivered(opened, details=details | {"messages_from": given}))
    assert f"$.details.messages_from: '{given}' does not match" in found
