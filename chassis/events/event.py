"""What the chassis requires of an event. Contracts implement it; the chassis imports none of them."""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol, Self, runtime_checkable

IMPLAUSIBLE = "implausible"
"""The type of a validation error: no publisher of ours can have written the value."""


@runtime_checkable
class Event(Protocol):
    """A fact on one topic, kept in order by one key; any Pydantic model with these members will do."""

    topic: ClassVar[str]
    """The topic it is published on; its first word is the publisher's name."""
    source: ClassVar[str]
    """The CloudEvents source of its publisher, e.g. ``/needlepoint/booking``: nobody else's is believed."""

    @classmethod
    def type_name(cls) -> str:
        """The CloudEvents type, e.g. ``needlepoint.booking.SessionPerformed.v1``."""
        ...

    @property
    def key(self) -> str:
        """The Kafka key: events of one key are delivered in the order in which they were committed."""
        ...

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> Self:
        """The event with other values in some fields."""
        ...

    def model_dump_json(self) -> str:
        """The event as JSON."""
        ...

    @classmethod
    def model_validate_json(cls, json_data: str | bytes) -> Self:
        """Read an event. Raises pydantic.ValidationError.

        An error of the type ``implausible`` in it says that no publisher can have written such a value, for example a
        moment in the year 9998.
        """
        ...


def is_event_type(candidate: Any) -> bool:
    """True for a class whose instances are events."""
    return isinstance(candidate, type) and all(
        hasattr(candidate, name) for name in ("topic", "source", "type_name", "key")
    )
