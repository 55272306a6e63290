"""What somebody who wrote back is asked, because their words can mean several things, and what they choose. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.notifications.domain.own_words import plain

WAITS = timedelta(hours=24)
"""How long an answer is waited for: a policy of the chain. 47 CFR 64.1200(a)(10) gives ten business days at most."""
MOST_OPTIONS = 4
"""More than these do not fit into one message: the front desk asks."""
EVERYONE = "0"
"""The answer that means all of them, where that can be meant."""


class Asked(StrEnum):
    """What is asked."""

    CANCEL_OR_STOP = "cancel_or_stop"
    """A word such as CANCEL, while an appointment lies ahead. Not answered, it ends marketing, as the law wants."""
    WHOSE_STOP = "whose_stop"
    """Several people are reached there. Not answered, it counts for all of them."""
    WHOSE_START = "whose_start"
    """The same, of messages that come again. Not answered, nothing changes."""
    WHICH_APPOINTMENT = "which_appointment"
    """A yes, and more than one appointment that it can be about. Not answered, none is confirmed."""


@dataclass(frozen=True)
class Option:
    """One answer, and what it stands for."""

    reply: str
    patient_id: UUID
    appointment_id: UUID | None = None
    starts_at: datetime | None = None
    """UTC. The appointment's start, as it is said."""


@dataclass(frozen=True)
class Ahead:
    """An appointment that lies ahead of somebody who wrote."""

    appointment_id: UUID
    patient_id: UUID
    starts_at: datetime
    """UTC."""
    lately: bool
    """Whether a message about this time left within the last days."""


def people_to_choose(patient_ids: Sequence[UUID]) -> tuple[Option, ...]:
    """``1`` for the first of them."""
    return tuple(Option(str(number), each) for number, each in enumerate(patient_ids, 1))


def appointments_to_choose(ahead: Sequence[Ahead], letter: str = "") -> tuple[Option, ...]:
    """``C1`` for the first of them, with ``C`` as the letter."""
    return tuple(
        Option(f"{letter}{number}", each.patient_id, each.appointment_id, each.starts_at)
        for number, each in enumerate(ahead, 1)
    )


def chosen(text: str, asked: Asked, options: Sequence[Option]) -> tuple[Option, ...]:
    """What ``text`` chooses; nothing when it says something else. A cancellation is of one appointment only."""
    said = plain(text).replace(" ", "").upper()
    if said == EVERYONE and asked is not Asked.CANCEL_OR_STOP:
        return tuple(options)
    return tuple(each for each in options if each.reply == said)


def meant(ahead: Sequence[Ahead]) -> Sequence[Ahead]:
    """The appointments that an answer can be about: those that were written about lately, else all of them."""
    return [each for each in ahead if each.lately] or ahead
