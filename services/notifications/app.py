"""Notifications, put together from the chassis."""

from bibliography import SOURCES, Source
from chassis.reference import Reference
from chassis.service import Service
from contracts.registry import topics_of
from services.notifications import tables
from services.notifications.access import POLICY
from services.notifications.api import links, mail_hooks, router, sms_hooks, whatsapp_hooks
from services.notifications.channels import carriers_of
from services.notifications.commands.plans import go_on_with_waiting
from services.notifications.examples import EXAMPLES
from services.notifications.export import EXPORT
from services.notifications.privacy import PERSONAL
from services.notifications.reactions import reaction
from services.notifications.retention import RETENTION
from services.notifications.store import carriers, portfolios
from services.notifications.store.reply_words import REPLY_WORDS
from services.notifications.store.templates import TEMPLATES
from services.notifications.timers import OpenCarriers, timers_through
from services.notifications.worklist import WORKLIST

REFERENCE = Reference(
    kinds=(TEMPLATES, REPLY_WORDS),
    package="services.notifications.reference",
    bibliography=SOURCES,
    source=Source,
    resume={TEMPLATES.name: go_on_with_waiting},
)
"""Nothing is sent before a medical director has signed its templates; what waited for that goes on then."""


def notifications_through(open_carriers: OpenCarriers) -> Service:
    """The service, with its messages leaving through what ``open_carriers`` answers."""
    return Service(
        name="notifications",
        policy=POLICY,
        metadata=tables.metadata,
        migrations="services.notifications.migrations",
        router=router,
        examples=EXAMPLES,
        publishes=topics_of("notifications"),
        personal=PERSONAL,
        export=EXPORT,
        reactions=reaction,
        timers=timers_through(open_carriers),
        reference=REFERENCE,
        retention=RETENTION,
        worklist=WORKLIST,
        hooks=(*sms_hooks.HOOKS, *whatsapp_hooks.HOOKS, *mail_hooks.HOOKS),
        doors=links.DOORS,
        gauges=(*carriers.GAUGES, *portfolios.GAUGES),
    )


service = notifications_through(carriers_of)
