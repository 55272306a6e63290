"""An offer of a freed time: how the patient is asked, until when they answer, and how it ends. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.booking.care.domain.refusals import OfferOver
from services.booking.people.domain.message_hours import MessageHours


class Asked(StrEnum):
    """How a patient hears of an offer."""

    MESSAGE = "message"
    DESK = "desk"
    """The front desk calls: no message would reach the patient in time."""


class OfferState(StrEnum):
    """What became of an offer."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    """Nobody answered in time."""
    WITHDRAWN = "withdrawn"
    """The patient waits no longer, or the clinic took it back."""


@dataclass(frozen=True)
class WaitlistPolicy:
    """How the chain offers freed times. Policies: no source gives a figure."""

    answer: timedelta = timedelta(minutes=30)
    """How long a patient has to answer a message."""
    desk: timedelta = timedelta(minutes=60)
    """How long the desk has to call, from the moment on at which patients may be called."""
    closes: timedelta = timedelta(hours=2)
    """A time that starts sooner is offered to nobody: the desk fills it, or it stays free."""
    entries: int = 5
    """How many entries a patient adds alone."""


SHORTEST_ANSWER = timedelta(minutes=10)
"""With less time to answer than this nobody is asked."""


@dataclass(frozen=True)
class Deadline:
    """How a patient is asked, and until when (UTC) the time is kept for them."""

    asked: Asked
    until: datetime


def deadline(
    starts_at: datetime, now: datetime, hours: MessageHours, policy: WaitlistPolicy, *, reachable: bool
) -> Deadline | None:
    """How and until when somebody is asked about a time that starts then; None when it is too late to ask.

    ``hours`` are those of the patient's home clinic; ``reachable``: messages reach the patient.
    """
    asked = Asked.MESSAGE if reachable and hours.allow(now) else Asked.DESK
    begins = now if asked is Asked.MESSAGE else hours.next_opening(now)
    lasts = policy.answer if asked is Asked.MESSAGE else policy.desk
    until = min(begins + lasts, starts_at - policy.closes)
    return Deadline(asked, until) if until - begins >= SHORTEST_ANSWER else None


def require_open(state: OfferState, until: datetime, now: datetime) -> None:
    """Raises OfferOver for an offer that was answered, or whose time to answer is over."""
    if state is not OfferState.OPEN or until <= now:
        raise OfferOver("This offer is over: the time may have been given to somebody else. Choose one of the slots.")
