"""Two things of one day that ask for the same words: they are said once. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import local_day
from services.notifications.domain.checks.variables import variables_of
from services.notifications.domain.deliveries import Skip, Wait
from services.notifications.domain.invitations import VISIT
from services.notifications.domain.languages import Words
from services.notifications.domain.links import Act
from services.notifications.domain.messages import Message, Status
from services.notifications.domain.occasions import OF_EVERYBODY

DAY = timedelta(days=1)
LOOK_AFTER = timedelta(minutes=1)
"""The other one is about to leave; it may still be called off."""
UNDER_WAY = (Status.PLANNED, Status.SENDING)
SAID = (Status.SENT, Status.DOUBTFUL, Status.FAILED)
"""It arrived, or somebody calls about it."""
SAID_ALREADY = "the same was said about something else of that day"


@dataclass(frozen=True)
class Likeness:
    """Another message with the same words to the same patient, that is due or has left."""

    id: UUID
    status: Status
    moment: datetime
    """UTC. When what it is about takes place, or took place."""


def can_repeat(message: Message, words: Words) -> bool:
    """Whether its words say nothing of what it is about, as care of the skin after a session does not."""
    if message.patient_id is None or message.template.opens is Act.VISIT or message.facts.keys() - {VISIT}:
        return False
    return variables_of(words) <= OF_EVERYBODY


def repeats(message: Message, others: Iterable[Likeness], *, now: datetime, zone: ZoneInfo) -> Skip | Wait | None:
    """Whether another one of the clinic's day says it; None when this one goes out. Of two that wait the first goes."""
    day = local_day(message.anchor.moment, zone)
    same = [each for each in others if local_day(each.moment, zone) == day]
    if any(each.status in SAID for each in same):
        return Skip(SAID_ALREADY)
    if any(each.status in UNDER_WAY and each.id < message.id for each in same):
        return Wait(now + LOOK_AFTER)
    return None
