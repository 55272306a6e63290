"""What events say of who a person is, and that they stay readable when it is replaced."""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts.event import Fact
from contracts.registry import BY_TYPE, EVENTS, identifying_fields

PERSONAL = {"given_name", "family_name", "date_of_birth", "phone", "email", "address", "addresses", "former"}
OF_STAFF = {("needlepoint.screening.ReactionEscalated.v1", "email")}
"""Fields of events about a patient that say who somebody else is."""
PUBLISHERS = sorted({event.publisher() for event in EVENTS})
FIELDS = [field for publisher in PUBLISHERS for field in identifying_fields(publisher)]


def names_in(fact: type[Fact]) -> set[str]:
    inner = [each.annotation for each in fact.model_fields.values()]
    facts = [each for each in inner if isinstance(each, type) and issubclass(each, Fact)]
    return set(fact.model_fields).union(*(names_in(each) for each in facts))


def words_in(values: list[Any]) -> list[str]:
    """What says who somebody is: of a list of addresses each of them."""
    flat = [each["address"] for value in values if isinstance(value, list) for each in value]
    return [*flat, *(value for value in values if isinstance(value, str))]


def test_every_personal_field_of_an_event_about_a_patient_is_marked() -> None:
    about_patients = {event for event in EVENTS if event.key_field == "patient_id"}
    personal = {(event.type_name(), name) for event in about_patients for name in names_in(event) & PERSONAL} - OF_STAFF
    assert personal == {(event_type, path[-1]) for event_type, path, _ in FIELDS}
    assert personal, "patients have names"


def test_only_booking_says_who_somebody_is() -> None:
    assert {event_type.split(".")[1] for event_type, _, _ in FIELDS} == {"booking"}


@pytest.mark.parametrize("event_type", sorted({event_type for event_type, _, _ in FIELDS}))
def test_a_redacted_event_is_still_read_and_says_nothing_of_who_it_was(event_type: str) -> None:
    text = Path(f"contracts/examples/{event_type}.json").read_text(encoding="utf-8")
    event: dict[str, Any] = json.loads(text)
    gone = []
    for _, path, instead in (field for field in FIELDS if field[0] == event_type):
        place = event
        for name in path[:-1]:
            place = place[name]
        gone.append(place[path[-1]])
        place[path[-1]] = instead

    read = BY_TYPE[event_type].model_validate(event).model_dump_json()
    assert [each for each in words_in(gone) if each in read] == []
