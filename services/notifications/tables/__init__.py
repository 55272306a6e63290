"""Notifications' tables, in one MetaData."""

from chassis.merging.tables import add_to as add_merges_to
from chassis.worklist.tables import worklist_items as chassis_worklist_items
from services.notifications.tables.appointments import appointments, corrected_sessions, waitlist_offers
from services.notifications.tables.deliveries import (
    carriers,
    channel_journal,
    deliveries,
    whatsapp_contacts,
    whatsapp_limits,
    whatsapp_templates,
)
from services.notifications.tables.digests import digests, open_items, staff_languages
from services.notifications.tables.escalations import escalation_policies, escalation_steps, escalations
from services.notifications.tables.messages import links, messages
from services.notifications.tables.patients import (
    bad_addresses,
    clinics,
    contact_confirmations,
    metadata,
    opt_out_steps,
    opt_outs,
    patients,
)
from services.notifications.tables.receipts import early_receipts
from services.notifications.tables.texts import reply_options, reply_questions, text_patients, texts, threads

worklist_items = chassis_worklist_items.to_metadata(metadata)
add_merges_to(metadata)

__all__ = [
    "appointments",
    "bad_addresses",
    "carriers",
    "channel_journal",
    "clinics",
    "contact_confirmations",
    "corrected_sessions",
    "deliveries",
    "digests",
    "early_receipts",
    "escalation_policies",
    "escalation_steps",
    "escalations",
    "links",
    "messages",
    "metadata",
    "open_items",
    "opt_out_steps",
    "opt_outs",
    "patients",
    "reply_options",
    "reply_questions",
    "staff_languages",
    "text_patients",
    "texts",
    "threads",
    "waitlist_offers",
    "whatsapp_contacts",
    "whatsapp_limits",
    "whatsapp_templates",
    "worklist_items",
]
