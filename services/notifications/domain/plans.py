"""When a new message goes out, or why it does not."""

from datetime import datetime
from zoneinfo import ZoneInfo

from services.notifications.domain.deliveries import TOO_LATE, Fail, Skip, Wait, after_quiet_hours
from services.notifications.domain.quiet_hours import MessageHours
from services.notifications.domain.templates import Template
from services.notifications.domain.timing import Anchor, DaysBefore


def plan(
    template: Template,
    anchor: Anchor,
    *,
    now: datetime,
    zone: ZoneInfo,
    hours: MessageHours,
    first_start: datetime | None = None,
) -> Wait | Skip | Fail:
    """The first moment, UTC, at which the message is due and allowed.

    ``zone`` is the clinic's that the message is about; ``hours`` are those of the recipient's home clinic;
    ``first_start`` (UTC) is the soonest of several appointments that it lists.
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
    return after_quiet_hours(template, hours.next_opening(moment), not_after, first_start)
