"""When a message that was just caused will go out, or why it will not."""

from datetime import datetime
from zoneinfo import ZoneInfo

from services.notifications.domain.delivery import TOO_LATE, Fail, Skip, Wait, silenced
from services.notifications.domain.quiet_hours import MessageHours
from services.notifications.domain.template import Template
from services.notifications.domain.timing import Anchor, DaysBefore


def plan(
    template: Template, anchor: Anchor, *, now: datetime, zone: ZoneInfo, hours: MessageHours
) -> Wait | Skip | Fail:
    """The first moment, UTC, at which the message is due and allowed.

    ``zone`` is the clinic's that the message is about; ``hours`` are those of the recipient's home clinic.
    """
    due = template.send.due(anchor, zone)
    not_after = template.not_after.moment(anchor)
    if due <= now and isinstance(template.send, DaysBefore):
        return Skip("too soon to remind: the time was told less than that ahead")
    moment = max(due, now)
    if moment >= not_after:
        return Skip(TOO_LATE)
    if template.urgent:
        return Wait(moment)
    opening = hours.next_opening(moment)
    return Wait(opening) if opening < not_after else silenced(template)
