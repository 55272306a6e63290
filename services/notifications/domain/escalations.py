"""Who is asked next, when something that cannot wait is not taken: reviews that are overdue, recalls, reactions."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self


class Cause(StrEnum):
    """Why somebody is asked."""

    REVIEW = "review"
    """Something that a clinician has to look at is overdue: a decision, or a text that may tell of a reaction."""
    RECALL = "recall"
    """A clinic has recalled stock to put aside and to count."""
    REACTION = "reaction"
    """A serious reaction: screening asks its own line, by its signed rules; here is only what became of it."""


REPORT_ITEM = "report_to_look_at"
"""The kind of the item of a text that may tell of a reaction."""
OVERDUE: Mapping[str, Cause] = {
    "review_waiting": Cause.REVIEW,
    "day_check_review": Cause.REVIEW,
    REPORT_ITEM: Cause.REVIEW,
}
"""Kinds of items that are asked about once they are overdue."""
WORDS: Mapping[str, str] = {REPORT_ITEM: "text"}
"""By which word the templates choose the message about a kind; others: by the cause."""
AT_ONCE: Mapping[str, Cause] = {"recall_to_confirm": Cause.RECALL}
"""Kinds that are asked about as soon as they are opened."""
KINDS = frozenset({*OVERDUE, *AT_ONCE})
REACTION_ITEM = "reaction_to_acknowledge"
"""The kind of the item of a report, about which screening asks its own line."""
REACTION_WITHIN = timedelta(minutes=15)
"""How long the last in line has for a reaction, whose event names no later time: a policy of the chain."""


class State(StrEnum):
    """What has become of an escalation."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ENDED = "ended"
    """What it was about is done, or is not needed any more."""


class EscalationStep(StrEnum):
    """What was done about it."""

    ASKED = "asked"
    NOBODY_LEFT = "nobody_left"
    """The last in line had their time."""
    ACKNOWLEDGED = "acknowledged"
    ENDED = "ended"


@dataclass(frozen=True)
class Person:
    """One person in line."""

    name: str
    email: str | None
    phone: str | None
    """E.164; reached by SMS."""
    minutes: int
    """How long they have before the next is asked."""

    @classmethod
    def stored(cls, row: Mapping[str, Any]) -> Self:
        """As it was kept."""
        return cls(row["name"], row["email"], row["phone"], row["minutes"])

    def to_store(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """Channel and address; all of them are used. Without any, the front desk calls."""
        given = (("email", self.email), ("sms", self.phone))
        return tuple((channel, address) for channel, address in given if address)


@dataclass(frozen=True)
class Told:
    """Who is told of recalls, and asked nothing: usually the medical directors of a clinic."""

    name: str
    email: str

    @classmethod
    def stored(cls, row: Mapping[str, Any]) -> Self:
        """As it was kept."""
        return cls(row["name"], row["email"])

    def to_store(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Ask:
    """Whom to ask now, and when their time is over (UTC)."""

    person: Person
    until: datetime


def next_in(line: Sequence[Person], asked: int, now: datetime) -> Ask | None:
    """Whom to ask after the first ``asked`` of the line; None when everybody was."""
    if asked >= len(line):
        return None
    return Ask(line[asked], now + timedelta(minutes=line[asked].minutes))
