"""docs/events.md and docs/asyncapi.json say what the code does, and publishers keep to their topics."""

from pathlib import Path

import pytest

from contracts.registry import EVENTS, TOPICS
from needlepoint.services import listeners
from tools.contracts import pages

REPOSITORY = Path(__file__).parents[2]


def test_the_pages_about_events_say_what_the_code_does() -> None:
    assert pages.check(REPOSITORY) == []


@pytest.mark.parametrize("topic", TOPICS)
def test_all_events_of_a_topic_are_kept_in_order_by_the_same_key(topic: str) -> None:
    assert len({event.key_field for event in EVENTS if event.topic == topic}) == 1


def test_every_topic_is_of_a_service_that_exists() -> None:
    assert {topic.split(".", 1)[0] for topic in TOPICS} <= set(listeners())
