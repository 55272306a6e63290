"""Notifications, put together from the chassis."""

from collections.abc import Callable

from chassis.service import Service
from chassis.work import Work
from contracts.registry import topics_of
from services.notifications import tables
from services.notifications.api import router
from services.notifications.channels import channel_of
from services.notifications.domain.channel import MessageChannel
from services.notifications.reactions import reaction
from services.notifications.timers import timers_through


def notifications_through(open_channel: Callable[[Work], MessageChannel]) -> Service:
    """The service, with its messages leaving through ``open_channel``."""
    return Service(
        name="notifications",
        metadata=tables.metadata,
        migrations="services.notifications.migrations",
        router=router,
        publishes=topics_of("notifications"),
        reactions=reaction,
        timers=timers_through(open_channel),
    )


service = notifications_through(channel_of)
