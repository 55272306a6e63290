"""Adapters of domain/channel.py: whoever carries messages."""

from chassis.work import Work
from services.notifications.channels.journal import journal_of
from services.notifications.channels.mail import Mail
from services.notifications.domain.channels import MessageChannel
from services.notifications.settings import mail_server


def channel_of(work: Work) -> MessageChannel:
    """E-mail through the chain's mail server, if it has one; all else into the journal."""
    server = mail_server()
    return Mail(server, work.database) if server else journal_of(work)
