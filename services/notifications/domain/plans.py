"""When a new message goes out, or why it does not."""

from datetime import datetime
from zoneinfo import ZoneInfo

from services.notifications.domain.deliveries import TOO_LATE, Fail, Skip, Wait, silenced
from services.notifications.domain.quiet_hours import MessageHours
from services.notifications.domain.templates import Template
from services.notifications.domain.timing import Anchor, DaysBefore


def plan(
    template: Template, anchor: Anchor, *, now: datetime, zone: ZoneInfo, hours: MessageHours
) -> Wait | Skip | Fail:
    """The first moment, UTC, at which the message is due and allowed.

    ``zone`` is the clinic's that the message is about; ``hours`` are those of the recipient's home clinic.
    """
    due = template.due.due(anchor, zone)
    not_after = template.too_late.moment(anchor)
    if due <= anchor.happened_at and isinstance(template.due, DaysBefore):
        return Skip("too soon to remind: the appointment was made less than that ahead")
    moment = max(due, now)
    if moment >= not_after:
        return Skip(TOO_LATE)
    if template.urgent:
        return Wait(moment)
    opening = hours.next_opening(moment)
    return Wait(opening) if opening < not_after else silenced(template)
