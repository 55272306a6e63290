"""An event on the wire: CloudEvents 1.0 in Kafka's binary mode, attributes in headers, JSON in the value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

LARGEST_EVENT = 900_000
"""Bytes of JSON. Kafka accepts 1 MiB with key and headers; a larger event would block all that follow it."""
_NAMESPACE = UUID("5f3c8a52-58c8-4f0e-9c6b-7b0b1d0b8c11")


@dataclass(frozen=True)
class Cause:
    """The origin of a piece of work, passed on with every event that it publishes."""

    correlation_id: str
    """The same for everything that follows from one request."""
    event_id: UUID | None = None
    """The event that is being reacted to, if any."""
    traceparent: str | None = None
    """W3C trace context of the span in progress."""

    def headers(self) -> dict[str, str]:
        """As stored in ``event_log.headers`` and ``timers.headers``, and sent as CloudEvents extensions."""
        found = {
            "correlationid": self.correlation_id,
            "causationid": str(self.event_id) if self.event_id else None,
            "traceparent": self.traceparent,
        }
        return {name: value for name, value in found.items() if value}


class Message(NamedTuple):
    """What a Kafka record carries besides its key."""

    headers: list[tuple[str, bytes]]
    value: bytes


def source_of(topic: str) -> str:
    """The CloudEvents source of everything on a topic: the first word of its name is the publisher's."""
    return f"/needlepoint/{topic.split('.', 1)[0]}"


def to_message(
    *,
    id: UUID,
    type: str,
    topic: str,
    key: str,
    payload: str,
    headers: Mapping[str, str],
    at: datetime,
) -> Message:
    """A row of the event log as the Kafka message that carries it.

    Written here because it runs for every event and the cloudevents library takes four times as long. A test compares
    the two. ``at`` is UTC.
    """
    attributes = {
        "id": str(id),
        "source": source_of(topic),
        "type": type,
        "specversion": "1.0",
        "time": at.isoformat().replace("+00:00", "Z"),
        "subject": key,
        "partitionkey": key,
        **headers,
    }
    found = [(f"ce_{name}", value.encode()) for name, value in attributes.items()]
    return Message([*found, ("content-type", b"application/json")], payload.encode())


@dataclass(frozen=True)
class Delivery:
    """One message as a consumer receives it from Kafka, before anything in it is believed."""

    event_id: UUID
    """The id that the message claims; ``record_id``, which is no UUIDv7, when that is missing or cannot be read."""
    topic: str
    key: str
    type: str
    headers: dict[str, str]
    value: bytes
    partition: int = 0
    offset: int = 0

    @property
    def source(self) -> str:
        """Who claims to have published it. An event is known by its source and its id."""
        return self.headers.get("ce_source", "")

    @property
    def record_id(self) -> UUID:
        """The identity of the record itself, whatever it claims to be."""
        return _record_id(self.topic, self.partition, self.offset)

    @property
    def cause(self) -> Cause:
        """The cause that a reaction to this message passes on."""
        return Cause(
            correlation_id=self.headers.get("ce_correlationid") or str(self.event_id),
            event_id=self.event_id,
            traceparent=self.headers.get("ce_traceparent"),
        )


def _record_id(topic: str, partition: int, offset: int) -> UUID:
    return uuid5(_NAMESPACE, f"{topic}/{partition}/{offset}")


def _text(content: bytes | None) -> str:
    """Text that PostgreSQL can store: NUL and bytes that are not valid UTF-8 become U+FFFD."""
    return (content or b"").decode(errors="replace").replace("\0", "\ufffd")


def _headers(headers: Sequence[tuple[str, bytes | None]]) -> dict[str, str]:
    """As text. A header that is there twice has both values, so it is neither of them."""
    found = {_text(name.encode()): _text(content) for name, content in headers}
    if len(found) < len(headers):
        found = {}
        for raw, content in headers:
            name = _text(raw.encode())
            found[name] = f"{found[name]}, {_text(content)}" if name in found else _text(content)
    return found


def from_record(
    topic: str,
    partition: int,
    offset: int,
    key: bytes | None,
    value: bytes | None,
    headers: Sequence[tuple[str, bytes | None]],
) -> Delivery:
    """Read a Kafka record. Never fails: a record without an id gets one from its topic, partition and offset."""
    found = _headers(headers)
    try:
        event_id = UUID(found.get("ce_id", ""))
    except ValueError:
        event_id = _record_id(topic, partition, offset)
    return Delivery(
        event_id=event_id,
        topic=topic,
        key=_text(key),
        type=found.get("ce_type", ""),
        headers=found,
        value=value or b"",
        partition=partition,
        offset=offset,
    )
