"""What a record must show before it is believed to be an event: type, topic, source and key agree, its times are sane.

The chassis knows no contract. What is expected comes from the event classes that the service reacts to. All of this is
checked before a record may claim an id in the inbox, and costs a few microseconds a record.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from chassis.clock import Clock, SystemClock
from chassis.events.envelope import LARGEST_EVENT, Delivery
from chassis.events.event import Event
from chassis.events.record_batches import UNREADABLE
from chassis.ids import first_id_of

EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
"""No event and no id is older: Needlepoint did not exist."""
CLOCK_AHEAD = timedelta(minutes=5)
"""The default of the setting ``event_clock_ahead_seconds``."""
LONGEST_KEY = 500
"""Characters of a record's key; keys are indexed."""
_EARLIEST_ID = first_id_of(EARLIEST)
_JSON = ("application/json", "application/json; charset=utf-8")
_NUL = b"\\u0000"
_REALLY_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""NUL as JSON writes it, not a backslash and some characters. PostgreSQL stores no NUL, so no event log has one."""
_VERSION_7, _VARIANT = 7, 0b10


class Reason(StrEnum):
    """Why a record is set aside: the label of the metric, and what ``needlepoint dead-letters list`` shows."""

    BATCH = "batch"
    """A batch of records that cannot be taken apart, or is compressed."""
    ATTRIBUTES = "attributes"
    """An attribute of the CloudEvent is missing, or is there twice, or cannot be read."""
    CONTENT_TYPE = "content_type"
    """The value is said to be something else than JSON."""
    SIZE = "size"
    """The value is larger than any that is published."""
    TOPIC = "topic"
    """Events of this type are published on another topic."""
    SOURCE = "source"
    """Another service publishes on this topic."""
    KEY = "key"
    """The record's key is not the key of the event in it."""
    ID = "id"
    """The id is not a UUIDv7."""
    CLOCK = "clock"
    """The event, or its id, is from the future, or from before there were events."""
    CALENDAR = "calendar"
    """A time in the event lies outside the calendar of the contract."""
    CONTENT = "content"
    """The value is not an event of this type. When all else agrees, its publisher sent it, and its key waits."""
    TOO_OLD = "too_old"
    """The event is older than the inbox reaches back."""
    REACTION = "reaction"
    """A reaction failed, each time it was tried."""


class NotBelieved(Exception):
    """A record that cannot be the event that it says it is. The sentence contains nothing that the record says."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True)
class Moment:
    """The latest times that are believed, for one batch."""

    latest: datetime
    """Of events, by the service's clock."""
    latest_id: UUID
    """Of ids, by the machine's clock, which makes them (docs/decisions/0011)."""

    @classmethod
    def of(cls, clock: Clock, ahead: timedelta) -> "Moment":
        """Now, and ``ahead`` more, because no two clocks agree."""
        return cls(clock.now() + ahead, first_id_of(SystemClock().now() + ahead))


def require_believable(delivery: Delivery, types: Mapping[str, type[Event]], moment: Moment) -> None:
    """Raise NotBelieved when the attributes do not agree with the contract, the key or the clocks."""
    headers = delivery.headers
    expected = types.get(delivery.type)
    if expected is None and UNREADABLE in headers:
        raise NotBelieved(Reason.BATCH, "A batch of records that cannot be taken apart; no service sends such batches.")
    if expected is None:
        raise NotBelieved(Reason.ATTRIBUTES, "The type (header ce_type) is missing or cannot be read.")
    if headers.get("ce_specversion") != "1.0":
        raise NotBelieved(Reason.ATTRIBUTES, "The header ce_specversion is not 1.0, or is there twice.")
    if delivery.topic != expected.topic:
        raise NotBelieved(Reason.TOPIC, f"{delivery.type} is published on {expected.topic}.")
    if headers.get("ce_source") != expected.source:
        raise NotBelieved(Reason.SOURCE, f"The source is not {expected.source}, which publishes {expected.topic}.")
    if headers.get("content-type", _JSON[0]).lower() not in _JSON:
        raise NotBelieved(Reason.CONTENT_TYPE, "The content type is not application/json.")
    if len(delivery.value) > LARGEST_EVENT:
        raise NotBelieved(Reason.SIZE, f"It has more than {LARGEST_EVENT} bytes, which no service publishes.")
    if _NUL in delivery.value and _REALLY_NUL.search(delivery.value):
        raise NotBelieved(Reason.CONTENT, "It contains the character NUL, which no service can have stored.")
    _require_key_of_record(delivery)
    _require_id(delivery, moment)
    _require_time(headers.get("ce_time"), moment)


def require_key(delivery: Delivery, event: Event) -> None:
    """Raise NotBelieved when the event in the record has another key than the record."""
    if event.key != delivery.key:
        raise NotBelieved(Reason.KEY, "The key of the record is not the key of the event in it.")


def _require_key_of_record(delivery: Delivery) -> None:
    headers, key = delivery.headers, delivery.key
    if (
        not 0 < len(key) <= LONGEST_KEY
        or headers.get("ce_subject", key) != key
        or headers.get("ce_partitionkey", key) != key
    ):
        raise NotBelieved(Reason.KEY, "The record has no key, or too long a key, or another subject or partition key.")


def _require_id(delivery: Delivery, moment: Moment) -> None:
    id = delivery.event_id
    if (id.int >> 76) & 0xF != _VERSION_7 or (id.int >> 62) & 0b11 != _VARIANT:
        raise NotBelieved(Reason.ID, "The id (header ce_id) is missing, is there twice, or is not a UUIDv7.")
    if not _EARLIEST_ID.int <= id.int <= moment.latest_id.int:
        raise NotBelieved(Reason.CLOCK, f"The id was made in the future, or before {EARLIEST:%Y}: check the clocks.")


def _require_time(text: str | None, moment: Moment) -> None:
    if text is None:
        return  # optional in CloudEvents; the time in the id is checked
    try:
        time = datetime.fromisoformat(text)
        believed = EARLIEST <= time <= moment.latest
    except (ValueError, TypeError) as error:  # TypeError: a time without a zone
        raise NotBelieved(Reason.ATTRIBUTES, "The time (header ce_time) is not a time with a zone.") from error
    if not believed:
        raise NotBelieved(Reason.CLOCK, f"Its time is in the future, or before {EARLIEST:%Y}: check the clocks.")
