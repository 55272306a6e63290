"""A conversation in the inbox of a front desk: who has to do something next, and by when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5


class ThreadState(StrEnum):
    """Who has to do something next."""

    OPEN = "open"
    """The clinic: at least one text waits for a person."""
    WAITING = "waiting"
    """The patient: the clinic has answered."""
    CLOSED = "closed"
    """Nobody. The next text opens it again."""


class CloseReason(StrEnum):
    """Why nothing is left to do, as whoever closes a thread says."""

    CALLED = "called"
    DONE = "done"
    """What was asked for is done."""
    NO_ANSWER_NEEDED = "no_answer_needed"
    NOT_FOR_US = "not_for_us"
    """A wrong number, or advertising."""


class ThreadStep(StrEnum):
    """Something that was done about a thread, by a person or by itself."""

    ASSIGNED = "assigned"
    GIVEN_BACK = "given_back"
    REPLIED = "replied"
    CLOSED = "closed"
    REOPENED = "reopened"
    ATTRIBUTED = "attributed"
    MERGED = "merged"
    """Two records became one person's, and so did their threads."""
    NO_REPLY = "no_reply"
    """The patient did not write again, and nobody waits for it any longer."""


def subject_of_unknown(thread_id: UUID, clinic_id: UUID) -> UUID:
    """The subject of a clinic's item about what somebody unknown wrote."""
    return uuid5(NAMESPACE_URL, f"needlepoint:unknown-thread/{thread_id}/{clinic_id}")


@dataclass(frozen=True)
class WaitingText:
    """A text of a thread that waits for a person."""

    received_at: datetime
    """UTC."""
    read_by: datetime
    """UTC. By when somebody should have dealt with it."""


@dataclass(frozen=True)
class Standing:
    """Who has to do something next, since when, and by when."""

    state: ThreadState
    since: datetime
    """UTC. When the text came that waits longest; else since when the state is as it is."""
    due_at: datetime | None
    """UTC. When the most urgent text should have been dealt with; None when none waits."""


def standing_after(
    waiting: Sequence[WaitingText], before: ThreadState, since: datetime, now: datetime, *, replied: bool = False
) -> Standing:
    """How a thread stands once texts came or were dealt with; ``replied``: the clinic has just answered.

    ``before`` and ``since`` (UTC) say how it stood until ``now`` (UTC).
    """
    if waiting:
        oldest = min(each.received_at for each in waiting)
        return Standing(ThreadState.OPEN, oldest, min(each.read_by for each in waiting))
    if replied:
        return Standing(ThreadState.WAITING, now, None)
    if before is ThreadState.OPEN:
        return Standing(ThreadState.CLOSED, now, None)
    return Standing(before, since, None)
