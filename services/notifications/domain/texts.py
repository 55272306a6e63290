"""What becomes of a text that somebody wrote back, and by when a person should read it. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from chassis.working_week import WorkingWeek, after_working_time
from services.notifications.domain.hints import Hint

LONGEST_TEXT = 5000
"""Characters of a text that are kept."""


class TextState(StrEnum):
    """Whether a person still has to do something about a text."""

    OPEN = "open"
    SETTLED = "settled"
    """Somebody read it, and wrote down what was done."""
    OBEYED = "obeyed"
    """It was an answer or a request that a machine has done, and nothing else can have been meant."""


class TakenFor(StrEnum):
    """What a machine took a text for, and did."""

    STOP = "stop"
    ASKED = "asked"
    """Nothing yet: it can mean several things, and whoever wrote it was asked."""
    START = "start"
    OFFER_ANSWER = "offer_answer"
    CONFIRMATION = "confirmation"
    CANCELLATION = "cancellation"
    TOO_LATE = "too_late"
    """A yes about an appointment that does not take place any more: they were told so, and a person reads it."""


class Meant(StrEnum):
    """What somebody who was asked about their words has meant, as a person has found out."""

    STOP = "stop"
    APPOINTMENT = "appointment"


@dataclass(frozen=True)
class TextPolicy:
    """Policies of the chain: no source says how soon a text is read, or how many a stranger may send."""

    read_minutes: int = 60
    """Within which the front desk reads a text, counted in the clinic's opening hours."""
    soon_minutes: int = 15
    """The same for one that may tell of a reaction, counted at any hour."""
    unknown_per_sender: int = 20
    """Texts of one unknown number or address that are kept within 24 hours."""
    waits_for_reply: timedelta = timedelta(days=14)
    """For which a patient who was answered is waited for, before their thread is closed."""
    unknown_per_day: int = 1000
    """Texts of all unknown senders that are kept within 24 hours."""


@dataclass(frozen=True)
class Reached:
    """A patient who is reached where a text came from."""

    patient_id: UUID
    clinic_id: UUID
    """Their home clinic when it came."""


@dataclass(frozen=True)
class KeptLately:
    """What was kept of unknown senders within 24 hours."""

    of_sender: int
    of_all: int


def read_by(
    received_at: datetime, hints: Collection[Hint], policy: TextPolicy, weeks: Iterable[WorkingWeek]
) -> datetime:
    """By when (UTC) somebody should read it, in the opening hours of the clinic that can be first of ``weeks``.

    While no clinic is known, on any clock.
    """
    if Hint.SPEAKS_OF_SKIN in hints:
        return received_at + timedelta(minutes=policy.soon_minutes)
    within = timedelta(minutes=policy.read_minutes)
    return min((after_working_time(received_at, within, each) for each in weeks), default=received_at + within)


def concerns_others(scope: str | None, hints: Collection[str]) -> bool:
    """Whether other services are informed of a text: not of one that asks to stop, unless it tells of a reaction."""
    return scope is None or Hint.SPEAKS_OF_SKIN in hints


def is_kept(kept: KeptLately, policy: TextPolicy) -> bool:
    """Whether one more text of an unknown sender is kept."""
    return kept.of_sender < policy.unknown_per_sender and kept.of_all < policy.unknown_per_day
