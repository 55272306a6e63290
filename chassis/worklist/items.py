"""What an item of a worklist is, and who may claim it when. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from chassis.access.scopes import Scope
from chassis.refusals import NotFound, Refusal


class ItemNotFound(NotFound):
    """There is no such item."""


class ItemClosed(Refusal):
    """Nothing is left to do about this item."""


class ItemForOthers(Refusal):
    """The caller works for the clinic, and others there take items of this kind."""


class ClaimedByAnother(Refusal):
    """Somebody else works on this item."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work, such as ``review_waiting``."""

    name: str
    take: Scope
    """Who may claim an item of it, and so who is expected to do the work. For items about no patient it is a scope
    about the clinic."""
    keeps_due: bool = True
    """True: the first due time stays while the item is open. False: it follows the latest fact."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody must do this for a subject, by ``due_at`` (UTC)."""

    kind: Kind
    subject_id: UUID
    clinic_id: UUID
    due_at: datetime
    about: Mapping[str, UUID]


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing is left to do for a subject; ``why`` is a code such as ``signed``."""

    kind: Kind
    subject_id: UUID
    why: str


class Change(StrEnum):
    """What happened to an item. A service publishes an event for each."""

    OPENED = "opened"
    """It is there; or, while it is open, what it is about or its due time changed."""
    CLAIMED = "claimed"
    RELEASED = "released"
    OVERDUE = "overdue"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that somebody must do. At most one of a kind is open for a subject."""

    id: UUID
    kind: str
    subject_id: UUID
    """What it is about, such as a consult."""
    about: Mapping[str, str]
    """Further ids that whoever takes it needs, by name, such as ``screening_id``."""
    clinic_id: UUID
    patient_id: UUID | None
    opened_at: datetime
    due_at: datetime
    overdue_at: datetime | None
    """When it was noticed that nobody had done it in time."""
    claimed_by: str | None
    claimed_until: datetime | None
    """When the claim lapses."""
    closed_at: datetime | None
    closed_why: str | None
    """The fact that closed it, as a code."""

    @classmethod
    def of(cls, row: Any) -> "Item":
        """From a row of the table."""
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})

    def says(self, kind: Kind, facts: Mapping[str, Any]) -> bool:
        """True when nothing of this is new. Where the kind keeps the first due time, another one is not."""
        return all(
            getattr(self, name) == value for name, value in facts.items() if name != "due_at" or not kind.keeps_due
        )

    def holder(self, now: datetime) -> str | None:
        """Who has claimed it, as long as the claim has not lapsed."""
        lapsed = self.claimed_until is None or self.claimed_until <= now
        return None if lapsed else self.claimed_by

    def is_free_for(self, subject: str, now: datetime) -> bool:
        """True while it is open and nobody else holds it."""
        return self.closed_at is None and self.holder(now) in (None, subject)

    def age(self, now: datetime) -> timedelta:
        """How long it waits, or waited until it was closed."""
        return (self.closed_at or now) - self.opened_at

    def require_free_for(self, subject: str, now: datetime) -> None:
        """Raises ItemClosed, or ClaimedByAnother while somebody else's claim has not lapsed."""
        if self.closed_at is not None:
            raise ItemClosed("This was done or is no longer needed ({why}): list what is open.", why=self.closed_why)
        if not self.is_free_for(subject, now):
            raise ClaimedByAnother(
                "{holder} works on this: ask them to release it, or wait until their claim lapses at {until}.",
                holder=self.holder(now),
                until=self.claimed_until,
            )


def facts_of(about: Mapping[str, UUID], clinic_id: UUID, patient_id: UUID | None, due_at: datetime) -> dict[str, Any]:
    """What an item says of its subject, as it is stored."""
    ids = {name: str(id) for name, id in about.items()}
    return {"about": ids, "clinic_id": clinic_id, "patient_id": patient_id, "due_at": due_at}
