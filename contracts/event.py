"""What every event is: a frozen fact in the past tense, on one topic, kept in order by one key.

This module also has the types that several events share: times, days, numbers, zones, open words, languages, digests.
Their bounds hold in every service: what an event may say has one home.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""The calendar of all services: no day and no moment lies outside, both days included. No API accepts others."""
_FIRST, _END = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
LARGEST_NUMBER = 2**31 - 1
"""Of whole numbers in events; PostgreSQL's integer."""


def _implausible() -> PydanticCustomError:
    """The type says that no service of ours can have written the value, because every API refuses it."""
    return PydanticCustomError("implausible", "outside the calendar, which is from 1900 to 2199")


def _in_utc(moment: datetime) -> datetime:
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:  # the first or the last day of Python's own calendar
        raise _implausible() from None
    if not _FIRST <= utc < _END:
        raise _implausible()
    return utc


def _in_calendar(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _implausible()
    return day


def _countable(number: int) -> int:
    if abs(number) > LARGEST_NUMBER:
        raise ValueError(f"more than {LARGEST_NUMBER}")
    return number


def _measurable(millimetres: Decimal) -> Decimal:
    if not 0 <= millimetres < 100:
        raise ValueError("a depth is from 0 to less than 100 millimetres")
    return millimetres


@lru_cache(maxsize=1000)
def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except Exception:  # what is raised depends on the name: `America` is a directory, for example
        raise ValueError("not an IANA time zone that is known here") from None


UtcTime = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A moment with a zone, kept in UTC. A naive time is refused."""

Day = Annotated[date, AfterValidator(_in_calendar)]
"""A calendar day."""

Number = Annotated[int, AfterValidator(_countable)]
"""A whole number that fits every service's tables."""

Depth = Annotated[Decimal, AfterValidator(_measurable)]
"""Millimetres."""

Zone = Annotated[str, AfterValidator(_known_zone)]
"""An IANA time zone, e.g. ``Europe/Lisbon``."""

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""A word of an open vocabulary, such as an area, a channel or a reason code.

Its publisher may use a new one at any time without a new version of the event. A reader that does not know a word
follows the rule that docs/decisions/0016 states for it, and never fails.
"""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")]
"""A BCP 47 language tag: a language, then a script and a region where they matter: ``en``, ``pt``, ``pt-BR``."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of the reference data that decided something, hexadecimal."""


@dataclass(frozen=True)
class Identifies:
    """Marks a field that says who a person is, ``Annotated[str, Identifies("(erased)")]``.

    When the person is erased, ``instead`` takes its place in the publisher's event log, so that the event stays
    readable (docs/decisions/0048).
    """

    instead: str | None
    """A value of the field's type, as JSON has it."""


class Fact(BaseModel):
    """A frozen value inside an event. Unknown fields are ignored, so that old readers survive new fields."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class Event(Fact):
    """Something that happened, declared as ``class StockLow(Event, topic="inventory.stock", key="clinic_id")``.

    ``topic`` says who publishes and where, and so the CloudEvents ``source`` that readers accept; ``key`` names the
    field within which order is kept; ``version`` rises when an old reader or an old event would not survive a change
    (docs/decisions/0003).
    """

    topic: ClassVar[str]
    source: ClassVar[str]
    key_field: ClassVar[str]
    version: ClassVar[int]

    @classmethod
    def __pydantic_init_subclass__(  # type: ignore[override]  # an event cannot be declared without topic and key
        cls, *, topic: str, key: str, version: int = 1, **kwargs: Any
    ) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.topic, cls.key_field, cls.version = topic, key, version
        cls.source = f"/needlepoint/{cls.publisher()}"
        if key not in cls.model_fields:
            raise TypeError(f"{cls.__name__} is keyed by {key!r}, which is not one of its fields")

    def __init_subclass__(cls, *, topic: str, key: str, version: int = 1, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)

    @classmethod
    def type_name(cls) -> str:
        """The CloudEvents type, e.g. ``needlepoint.booking.SessionPerformed.v1``."""
        return f"needlepoint.{cls.publisher()}.{cls.__name__}.v{cls.version}"

    @classmethod
    def publisher(cls) -> str:
        """The only service that publishes it: its topic's name starts with the service's."""
        return cls.topic.split(".", 1)[0]

    @property
    def key(self) -> str:
        """The Kafka key: events of one key are delivered in the order in which they were committed."""
        return str(getattr(self, self.key_field))
