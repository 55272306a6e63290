"""docs/events.md says what the code does, and publishers keep to their topics."""

from pathlib import Path

import pytest

from contracts.registry import EVENTS, TOPICS
from needlepoint.services import listeners
from tools.contracts import event_catalogue

REPOSITORY = Path(__file__).parents[2]


def test_the_event_catalogue_says_what_the_code_does() -> None:
    assert event_catalogue.check(REPOSITORY) == []


@pytest.mark.parametrize("topic", TOPICS)
def test_all_events_of_a_topic_are_kept_in_order_by_the_same_key(topic: str) -> None:
    assert len({event.key_field for event in EVENTS if event.topic == topic}) == 1


def test_every_topic_is_of_a_service_that_exists() -> None:
    assert {topic.split(".", 1)[0] for topic in TOPICS} <= set(listeners())
