"""Two things that happened on one day and ask for the same words: they are said once. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import local_day
from services.notifications.domain.deliveries import Skip, Wait
from services.notifications.domain.messages import Message, Status

DAY = timedelta(days=1)
LOOK_AFTER = timedelta(minutes=1)
"""The other one is about to leave; it may still be called off."""
UNDER_WAY = (Status.PLANNED, Status.SENDING)
SAID = (Status.SENT, Status.DOUBTFUL, Status.FAILED)
"""It arrived, or somebody calls about it."""
SAID_ALREADY = "the same was said about something else of that day"


@dataclass(frozen=True)
class Likeness:
    """Another message with the same words to the same patient."""

    id: UUID
    status: Status
    happened_at: datetime
    """UTC. When what it is about happened."""


def can_repeat(message: Message) -> bool:
    """Whether its words say nothing of what it is about, as care of the skin after a session does not."""
    return message.patient_id is not None and message.appointment_id is None and not message.facts


def repeats(message: Message, others: Iterable[Likeness], *, now: datetime, zone: ZoneInfo) -> Skip | Wait | None:
    """Whether another one of the clinic's day says it; None when this one goes out. Of two that wait the first goes."""
    day = local_day(message.anchor.happened_at, zone)
    same = [each for each in others if local_day(each.happened_at, zone) == day]
    if any(each.status in SAID for each in same):
        return Skip(SAID_ALREADY)
    if any(each.status in UNDER_WAY and each.id < message.id for each in same):
        return Wait(now + LOOK_AFTER)
    return None
