"""What the chassis requires of an event. Contracts implement it; the chassis imports none of them."""

from typing import Any, ClassVar, Protocol, Self, runtime_checkable


@runtime_checkable
class Event(Protocol):
    """A fact on one topic, kept in order by one key; any Pydantic model with these members will do."""

    topic: ClassVar[str]
    """The topic it is published on; its first word is the publisher's name."""

    @classmethod
    def type_name(cls) -> str:
        """The CloudEvents type, e.g. ``needlepoint.booking.SessionPerformed.v1``."""
        ...

    @property
    def key(self) -> str:
        """The Kafka key: events of one key are delivered in the order in which they were committed."""
        ...

    def model_dump_json(self) -> str:
        """The event as JSON."""
        ...

    @classmethod
    def model_validate_json(cls, json_data: str | bytes) -> Self:
        """Read an event. Raises pydantic.ValidationError."""
        ...


def is_event_type(candidate: Any) -> bool:
    """True for a class whose instances are events."""
    return isinstance(candidate, type) and all(hasattr(candidate, name) for name in ("topic", "type_name", "key"))
