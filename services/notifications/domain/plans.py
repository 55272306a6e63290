"""When a new message goes out, or why it does not."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.notifications.domain.deliveries import TOO_LATE, Fail, Skip, Wait, after_quiet_hours
from services.notifications.domain.quiet_hours import MessageHours
from services.notifications.domain.templates import Template
from services.notifications.domain.timing import Anchor, DaysBefore

CATCHES_UP = timedelta(days=1)
"""How long after it is too late somebody is still called about what no worker looked at: a policy of the chain."""


def when_late(template: Template, anchor: Anchor, *, now: datetime) -> Skip | Fail:
    """What becomes of a message whose event arrives when it is too late to write.

    Where somebody may have come in vain because no worker ran, they are called. What had happened too late to be
    written about, and what is old, is nobody's failure.
    """
    not_after = template.too_late.moment(anchor)
    missed = anchor.happened_at < not_after <= now < not_after + CATCHES_UP
    return Fail(TOO_LATE) if missed and (template.call_when_silent or template.must_be_known) else Skip(TOO_LATE)


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
        return when_late(template, anchor, now=now)
    if template.urgent:
        return Wait(moment)
    return after_quiet_hours(template, hours.next_opening(moment), not_after, first_start)
