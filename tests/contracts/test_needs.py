"""What each listener says that it needs of an event can be had: the event exists, and its schema promises the field."""

import json
from pathlib import Path
from typing import Any

import pytest

from needlepoint.services import SERVICE_NAMES, listeners
from tests.support.consumer_contracts import stated_by

STATED = [
    (listener, event_type, path)
    for listener in SERVICE_NAMES
    for event_type, paths in stated_by(listener).items()
    for path in sorted(paths)
]


@pytest.mark.parametrize("listener", SERVICE_NAMES)
def test_a_service_states_its_needs_of_every_event_that_it_reacts_to(listener: str) -> None:
    assert stated_by(listener).keys() == {event.type_name() for event in listeners()[listener]}


@pytest.mark.parametrize(("listener", "event_type", "path"), STATED)
def test_the_published_schema_promises_the_field(listener: str, event_type: str, path: str) -> None:
    document: dict[str, Any] = json.loads(Path(f"contracts/schemas/{event_type}.json").read_bytes())
    place = document
    for name in path.split("."):
        assert name in place.get("properties", {}), f"{listener} needs {path}, which {event_type} does not have"
        assert name in place["required"] or "default" in place["properties"][name]
        place = _fact(place["properties"][name], document)


def _fact(field: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The schema of the fact that a field holds, where it holds one."""
    choices = [field, *field.get("anyOf", [])]
    [reference] = [each["$ref"] for each in choices if "$ref" in each] or [None]
    found: dict[str, Any] = document["$defs"][reference.rsplit("/", 1)[1]] if reference else {}
    return found
