"""Adapters of the port in domain/channels.py."""

from chassis.data.database import Database
from services.notifications.channels.journal import Journal
from services.notifications.channels.mail import Mail
from services.notifications.channels.sms import Sms
from services.notifications.channels.whatsapp import WhatsApp
from services.notifications.domain.channels import Carriers, MessageChannel
from services.notifications.domain.recipients import Channel
from services.notifications.settings.carriers import catches_messages
from services.notifications.settings.mail import mail_server
from services.notifications.settings.sms import sms_gateway
from services.notifications.settings.whatsapp import whatsapp_account


def carriers_of(database: Database, rehearsal: bool) -> Carriers:
    """The carriers that the settings name; what none of them takes, a rehearsal or demonstration writes down."""
    found: dict[Channel, MessageChannel] = {}
    if rehearsal or catches_messages():
        found = dict.fromkeys(Channel, Journal(database))
    if server := mail_server():
        found[Channel.EMAIL] = Mail(server)
    if gateway := sms_gateway():
        found[Channel.SMS] = Sms(gateway)
    account = whatsapp_account()
    if account:
        found[Channel.WHATSAPP] = WhatsApp(account)
    return Carriers(found, account.portfolio if account else None)
