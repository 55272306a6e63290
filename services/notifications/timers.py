"""What happens later: each planned message has one timer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from chassis.events.timers import Timers
from chassis.work import Work
from services.notifications.commands.deliveries import deliver
from services.notifications.commands.plans import DELIVER
from services.notifications.domain.channels import MessageChannel
from services.notifications.settings import daily_limits


def timers_through(open_channel: Callable[[Work], MessageChannel]) -> Timers:
    """The service's timers, whose messages leave through ``open_channel``."""
    timer = Timers()

    @timer(DELIVER)
    async def deliver_message(work: Work, key: str, payload: dict[str, Any]) -> None:
        """Deliver the message whose id is ``key``."""
        await deliver(work, UUID(key), open_channel(work), daily_limits(), looks=payload.get("looks", 0))

    return timer
