"""A merge is undone: what goes back, and what was recorded since."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.refusals import Invalid


class FactKind(StrEnum):
    """What was recorded on the record that went on, since it was merged."""

    APPOINTMENT = "appointment"
    CONSULT = "consult"
    COURSE = "course"
    SESSION = "session"
    PHOTO = "photo"
    NOTE = "note"
    GUARDIAN = "guardian"
    ADDRESS = "address"
    WAITLIST_ENTRY = "waitlist_entry"


NAMED_BY_EVENTS = frozenset({FactKind.APPOINTMENT, FactKind.CONSULT, FactKind.COURSE, FactKind.SESSION})
"""What other services have rows about."""
UNKNOWN_MERGE = (
    "There is no such merge. One of before merges could be undone is not listed: register the person again, and cancel "
    "and book anew what is theirs; the audit log of both records says what was merged."
)


class Goes(StrEnum):
    """Where a fact of since the merge is when it is undone."""

    BACK = "back"
    """It is about something that goes back, such as a course, and goes with it."""
    EITHER = "either"
    """It stays, unless whoever undoes the merge names it."""
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was recorded since two records were merged."""

    id: UUID
    kind: FactKind
    clinic_id: UUID | None
    at: datetime | None
    """UTC. When it takes place or took place; None: it has no time of its own."""
    about: tuple[UUID, ...]
    """What it belongs to: an appointment, a consult, a course or a session."""


def going_with(back: Collection[UUID], since: Iterable[Fact]) -> set[UUID]:
    """The facts of since the merge that belong to what goes ``back``, to each other's end."""
    gone, left = set(back), list(since)
    while with_it := {fact.id for fact in left if fact.id in gone or gone.intersection(fact.about)}:
        gone |= with_it
        left = [fact for fact in left if fact.id not in with_it]
    return gone - set(back)


def where_to(fact: Fact, with_it: Collection[UUID]) -> Goes:
    """Only an appointment that belongs to nothing may be named: what came of it goes with it."""
    if fact.id in with_it:
        return Goes.BACK
    return Goes.EITHER if fact.kind is FactKind.APPOINTMENT and not fact.about else Goes.STAYS


def require_nameable(named: Collection[UUID], since: Iterable[Fact], with_it: Collection[UUID]) -> None:
    """Raises Invalid for one that is not an appointment of since the merge, or is one of a course that stays."""
    either = {fact.id for fact in since if where_to(fact, with_it) is not Goes.STAYS}
    for each in named:
        if each not in either:
            raise Invalid(
                "{appointment} is no appointment that may go back: name those that the merge lists as `either`.",
                appointment=each,
            )
