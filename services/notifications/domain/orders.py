"""In which order messages to one patient leave that are due at the same moment. Pure.

Quiet hours, an outage and a late fact make messages of different days due together. They leave in the order in which
their templates wanted them; of one moment in the order in which they were planned.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.notifications.domain.messages import Message
from services.notifications.domain.templates import Templates
from services.notifications.domain.timing import Anchor

SOON = timedelta(minutes=1)
"""What is due this soon counts as due together: the first retry, or a recipient for whom the carrier asks to wait."""
LONGEST_LOOK = timedelta(minutes=1)
"""The longest between two looks at a message that waits for another one, if the end of that does not wake it. The first
come sooner; a worker that has died may hold the other one for minutes."""
AT_MOST = timedelta(minutes=10)
"""For which it waits: a message that hangs must not stop those behind it. Ours: no source."""


@dataclass(frozen=True)
class Beside:
    """Another message to the same patient that is due, or just being sent."""

    id: UUID
    code: str
    anchor: Anchor


def waits_behind(
    message: Message, others: Iterable[Beside], templates: Templates, zone: ZoneInfo, now: datetime
) -> bool:
    """Whether one of the others goes out before it. ``zone`` is the clinic's.

    Urgent ones wait for nobody. What is said together with another one, or repeats it, has an order of its own.
    """
    if message.template.urgent or message.planned_for is None or now >= message.planned_for + AT_MOST:
        return False
    apart = {message.code, *message.template.said_with, *message.template.said_with.values()}
    apart |= templates.joined_in(message.code).keys() | set(templates.joined_in(message.code).values())
    own = (message.template.due.due(message.anchor, zone), message.id)
    return any((_due(each, templates, zone), each.id) < own for each in others if each.code not in apart)


def _due(other: Beside, templates: Templates, zone: ZoneInfo) -> datetime:
    template = templates.templates.get(other.code)
    return template.due.due(other.anchor, zone) if template else other.anchor.happened_at
