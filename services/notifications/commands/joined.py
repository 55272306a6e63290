"""Two messages about one appointment that are due within the same hour leave as one, where one says both."""

from datetime import timedelta

from chassis.work import Work
from services.notifications.commands.messages import end_unsent
from services.notifications.domain.deliveries import Skip, Wait
from services.notifications.domain.messages import Message
from services.notifications.domain.templates import Templates
from services.notifications.store.messages import Found, lock_beside, planned_beside

SAME_HOUR = timedelta(hours=1)
"""Within which two messages are said together: a policy of the chain."""
AFTER_IT = timedelta(minutes=1)
"""When a message looks again that can be said with another one."""
SAID_TOGETHER = "it was said in the same message as another one"


async def until_said_with(work: Work, message: Message) -> Wait | None:
    """That it waits for the other one, which takes it along; None: it goes by itself.

    The other one is not locked here: it locks this one.
    """
    at = await planned_beside(work, message, list(message.template.said_with), work.now + SAME_HOUR)
    return Wait(max(at, work.now) + AFTER_IT) if at is not None else None


async def found_beside(work: Work, message: Message, templates: Templates) -> Found | None:
    """The message that can be said with this one, locked: planned for within the hour about the same appointment."""
    joined = templates.joined_in(message.code)
    return await lock_beside(work, message, list(joined), work.now + SAME_HOUR) if joined else None


async def end_joined(work: Work, beside: Message) -> None:
    """It is said in the other one."""
    await end_unsent(work, beside, Skip(SAID_TOGETHER))
