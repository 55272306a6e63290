"""A patient's telephone number or e-mail address changes: by staff at once, by the patient once it is confirmed."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from chassis.refusals import Refusal
from services.booking.people.domain.patients import Channel


class ContactKind(StrEnum):
    """What of a patient's contact changes. Open text in events."""

    PHONE = "phone"
    EMAIL = "email"


def kind_of(channel: Channel) -> ContactKind:
    """What of a contact an address on this channel is."""
    return ContactKind.EMAIL if channel is Channel.EMAIL else ContactKind.PHONE


class ContactChangeStatus(StrEnum):
    """Pending until it becomes one of the others."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class TooManyChanges(Refusal):
    """The patient has asked for as many changes of contact as a day has; the clinic can help."""


@dataclass(frozen=True)
class ContactChange:
    """One address that is to be another."""

    kind: ContactKind
    former: str | None
    wanted: str | None
    """None: taken away."""


@dataclass(frozen=True)
class ChangePolicy:
    """The chain's policy about changes that patients make themselves."""

    lasts: timedelta
    """How long a change waits to be confirmed."""
    per_day: int
    """Changes within 24 hours that a patient may ask for: each sends a code."""


def changes_between(before: tuple[str | None, str | None], after: tuple[str | None, str | None]) -> list[ContactChange]:
    """What differs of (telephone number, e-mail address)."""
    compared = zip(ContactKind, before, after, strict=True)
    return [ContactChange(kind, former, wanted) for kind, former, wanted in compared if former != wanted]


def require_within_day(asked: int, wanted: int, policy: ChangePolicy) -> None:
    """Raises TooManyChanges when ``wanted`` more would be above the day's number."""
    if asked + wanted > policy.per_day:
        raise TooManyChanges(
            "You asked for {asked} {asked:change|changes} of your contact within 24 hours; at most {most} are possible:"
            " ask the front desk.",
            asked=asked,
            most=policy.per_day,
        )
