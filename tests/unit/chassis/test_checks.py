"""What a record must show before it is believed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

import pytest

from chassis.clock import MovableClock
from chassis.events.checks import CLOCK_AHEAD, Moment, NotBelieved, Reason, require_believable, require_key
from chassis.events.envelope import LARGEST_EVENT, Delivery, source_of
from chassis.events.event import Event
from chassis.ids import first_id_of, new_id
from contracts.registry import EVENTS
from tests.integration.chassis.tally import Counted, TallyOpened, count
from tests.support.running import delivery_of

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
TYPES = cast("dict[str, type[Event]]", {each.type_name(): each for each in (Counted, TallyOpened)})


def good(**changes: object) -> Delivery:
    return replace(delivery_of(count(new_id(), 1), new_id(), at=NOW), **changes)  # type: ignore[arg-type]


def with_header(name: str, value: str | None) -> Delivery:
    headers = dict(good().headers)
    if value is None:
        del headers[name]
    else:
        headers[name] = value
    return good(headers=headers, key=headers.get("ce_subject", ""))


def moment() -> Moment:
    """The machine's clock says now which ids are of the future: not when this file was read, long before it runs."""
    return Moment.of(MovableClock(NOW), CLOCK_AHEAD)


def id_of(moment: datetime) -> UUID:
    return UUID(int=first_id_of(moment).int | 0x7000_8000_0000_0000_0001)


def test_what_its_publisher_sends_is_believed() -> None:
    require_believable(good(), TYPES, moment())


def test_two_clocks_may_differ_by_a_little() -> None:
    require_believable(with_header("ce_time", "2027-03-01T09:04:59Z"), TYPES, moment())


def test_a_time_is_optional_and_an_old_one_is_believed() -> None:
    require_believable(good(event_id=id_of(NOW.replace(year=2021))), TYPES, moment())
    require_believable(with_header("ce_time", "2021-03-01T09:00:00+00:00"), TYPES, moment())
    delivery = delivery_of(count(new_id(), 1), new_id())
    assert "ce_time" not in delivery.headers
    require_believable(delivery, TYPES, moment())


REFUSED: dict[str, tuple[Reason, Callable[[], Delivery]]] = {
    "no type": (Reason.ATTRIBUTES, lambda: good(type="")),
    "no specversion": (Reason.ATTRIBUTES, lambda: with_header("ce_specversion", None)),
    "another specversion": (Reason.ATTRIBUTES, lambda: with_header("ce_specversion", "0.3")),
    "another service's topic": (Reason.TOPIC, lambda: good(topic="other.messages")),
    "another topic of its publisher": (Reason.TOPIC, lambda: good(topic="tally.tallies")),
    "no source": (Reason.SOURCE, lambda: with_header("ce_source", None)),
    "another source": (Reason.SOURCE, lambda: with_header("ce_source", "/needlepoint/other")),
    "two sources": (Reason.SOURCE, lambda: with_header("ce_source", "/needlepoint/tally, /needlepoint/tally")),
    "XML": (Reason.CONTENT_TYPE, lambda: with_header("content-type", "application/xml")),
    "larger than is published": (Reason.SIZE, lambda: good(value=b" " * (LARGEST_EVENT + 1))),
    "NUL": (Reason.CONTENT, lambda: good(value=b'{"product": "\\u0000"}')),
    "no key": (Reason.KEY, lambda: good(key="")),
    "a very long key": (Reason.KEY, lambda: good(key="k" * 501)),
    "another subject than key": (Reason.KEY, lambda: good(headers=good().headers | {"ce_subject": "x"})),
    "another partition key": (Reason.KEY, lambda: good(headers=good().headers | {"ce_partitionkey": "x"})),
    "a random id": (Reason.ID, lambda: good(event_id=uuid4())),
    "the lowest id": (Reason.ID, lambda: good(event_id=UUID(int=0))),
    "an id of tomorrow": (Reason.CLOCK, lambda: good(event_id=id_of(datetime.now(UTC) + timedelta(days=1)))),
    "the highest id": (Reason.CLOCK, lambda: good(event_id=UUID("ffffffff-ffff-7fff-bfff-ffffffffffff"))),
    "an id of 1970": (Reason.CLOCK, lambda: good(event_id=id_of(datetime(1970, 1, 2, tzinfo=UTC)))),
    "an event of the year 9998": (Reason.CLOCK, lambda: with_header("ce_time", "9998-01-01T00:00:00Z")),
    "an event of the future": (Reason.CLOCK, lambda: with_header("ce_time", "2027-03-01T09:05:01Z")),
    "an event of 1999": (Reason.CLOCK, lambda: with_header("ce_time", "1999-12-31T00:00:00Z")),
    "a time without a zone": (Reason.ATTRIBUTES, lambda: with_header("ce_time", "2027-03-01T09:00:00")),
    "no time at all": (Reason.ATTRIBUTES, lambda: with_header("ce_time", "soon")),
    "an empty time": (Reason.ATTRIBUTES, lambda: with_header("ce_time", "")),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_does_not_agree_is_not_believed_and_the_reason_is_named(what: str) -> None:
    reason, make = REFUSED[what]
    with pytest.raises(NotBelieved) as refused:
        require_believable(make(), TYPES, moment())
    assert refused.value.reason is reason


def test_the_sentence_repeats_nothing_that_the_record_says() -> None:
    with pytest.raises(NotBelieved) as refused:
        require_believable(with_header("ce_source", "Maria Silva"), TYPES, moment())
    assert str(refused.value) == "The source is not /needlepoint/tally, which publishes tally.counts."


def test_a_backslash_before_u0000_is_text_and_no_nul() -> None:
    require_believable(good(value=b'{"product": "\\\\u0000"}'), TYPES, moment())


def test_the_key_of_a_record_is_that_of_the_event_in_it() -> None:
    clinic = new_id()
    require_key(delivery_of(count(clinic, 1), new_id()), count(clinic, 1))
    with pytest.raises(NotBelieved, match="The key of the record is not the key of the event"):
        require_key(delivery_of(count(clinic, 1), new_id()), count(new_id(), 1))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type_name())
def test_the_contract_names_the_source_that_the_relay_writes(event: type[Event]) -> None:
    assert event.source == source_of(event.topic)
