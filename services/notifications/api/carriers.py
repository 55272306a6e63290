"""The carriers of messages."""

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.notifications.access import CARRIERS_READ
from services.notifications.forms.carriers import CarriersView
from services.notifications.forms.whatsapp import WhatsAppTemplatesView
from services.notifications.queries import carriers as queries
from services.notifications.queries import whatsapp

router = api_router("messages")


@router.get("/carriers", dependencies=[allow(CARRIERS_READ)])
async def read_carriers(work: Transaction) -> CarriersView:
    """Whether the carrier of each channel answers, and how many messages wait for it."""
    return await queries.read_carriers(work)


@router.get("/whatsapp-templates", dependencies=[allow(CARRIERS_READ)])
@refuses(NotFound, NotJson, ReferenceAltered)
async def read_whatsapp_templates(work: Transaction) -> WhatsAppTemplatesView:
    """The texts that WhatsApp has to approve, as they are submitted, and what it has said about each."""
    return await whatsapp.read_templates(work)
