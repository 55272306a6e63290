"""Adapters of the port in domain/channels.py."""

from chassis.work import Work
from services.notifications.channels.journal import journal_of
from services.notifications.channels.mail import Mail
from services.notifications.domain.channels import MessageChannel
from services.notifications.settings import mail_server


def channel_of(work: Work) -> MessageChannel:
    """E-mail through the chain's mail server, if one is set; everything else goes into the journal."""
    server = mail_server()
    return Mail(server, work.database) if server else journal_of(work)
