"""What every event is: a frozen fact in the past tense, on one topic, kept in order by one key.

This module also has the types of text that several events share: times, open words, languages, digests.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


UtcTime = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A moment with a zone, kept in UTC. A naive time is refused."""

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""A word of an open vocabulary, such as an area, a channel or a reason code.

Its publisher may use a new one at any time without a new version of the event. A reader that does not know a word
follows the rule that docs/decisions/0016 states for it, and never fails.
"""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")]
"""A BCP 47 language tag: a language, then a script and a region where they matter: ``en``, ``pt``, ``pt-BR``."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of the reference data that decided something, hexadecimal."""


class Fact(BaseModel):
    """A frozen value inside an event. Unknown fields are ignored, so that old readers survive new fields."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class Event(Fact):
    """Something that happened, declared as ``class StockLow(Event, topic="inventory.stock", key="clinic_id")``.

    ``topic`` says who publishes and where; ``key`` names the field within which order is kept; ``version`` rises when
    an old reader or an old event would not survive a change (docs/decisions/0003).
    """

    topic: ClassVar[str]
    key_field: ClassVar[str]
    version: ClassVar[int]

    @classmethod
    def __pydantic_init_subclass__(  # type: ignore[override]  # an event cannot be declared without topic and key
        cls, *, topic: str, key: str, version: int = 1, **kwargs: Any
    ) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.topic, cls.key_field, cls.version = topic, key, version
        if key not in cls.model_fields:
            raise TypeError(f"{cls.__name__} is keyed by {key!r}, which is not one of its fields")

    def __init_subclass__(cls, *, topic: str, key: str, version: int = 1, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)

    @classmethod
    def type_name(cls) -> str:
        """The CloudEvents type, e.g. ``needlepoint.booking.SessionPerformed.v1``."""
        publisher = cls.topic.split(".", 1)[0]
        return f"needlepoint.{publisher}.{cls.__name__}.v{cls.version}"

    @property
    def key(self) -> str:
        """The Kafka key: events of one key are delivered in the order in which they were committed."""
        return str(getattr(self, self.key_field))
