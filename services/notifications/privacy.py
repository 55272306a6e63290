"""Where notifications holds what about patients."""

from sqlalchemy import func, select

from chassis.privacy.archive import PERSON, Held, Personal, held_in
from services.notifications.tables import (
    bad_addresses,
    channel_journal,
    contact_confirmations,
    deliveries,
    links,
    messages,
    opt_out_steps,
    opt_outs,
    patients,
    reply_options,
    reply_questions,
    text_patients,
    texts,
    threads,
    whatsapp_contacts,
    worklist_items,
)

_journal = (
    select(channel_journal)
    .join(messages, messages.c.id == channel_journal.c.message_id)
    .where(messages.c.patient_id == PERSON)
    .order_by(channel_journal.c.handed_over_at)
)
_deliveries = (
    select(deliveries)
    .join(messages, messages.c.id == deliveries.c.message_id)
    .where(messages.c.patient_id == PERSON)
    .order_by(deliveries.c.id)
)
_links = (
    select(*(each for each in links.columns if each.name != "digest"))
    .where(links.c.patient_id == PERSON)
    .order_by(links.c.id)
)
_texts = (
    select(texts, text_patients.c.patient_id)
    .join(text_patients, text_patients.c.text_id == texts.c.id)
    .where(text_patients.c.patient_id == PERSON)
    .order_by(texts.c.received_at)
)
_named = patients.c.addresses.contains(
    func.jsonb_build_array(func.jsonb_build_object("key", func.lower(whatsapp_contacts.c.address)))
)
_whatsapp = (
    select(whatsapp_contacts)
    .join(patients, (patients.c.phone == whatsapp_contacts.c.address) | _named)
    .where(patients.c.id == PERSON)
    .order_by(whatsapp_contacts.c.address)
)
_questions = (
    select(reply_questions, reply_options.c.patient_id, reply_options.c.reply, reply_options.c.appointment_id)
    .join(reply_options, reply_options.c.question_id == reply_questions.c.id)
    .where(reply_options.c.patient_id == PERSON)
    .order_by(reply_questions.c.asked_at)
)

PERSONAL = Personal(
    home=select(patients.c.home_clinic_id).where(patients.c.id == PERSON),
    held=(
        held_in(patients, "How you are reached", of=patients.c.id),
        held_in(opt_outs, "What you no longer want", opt_outs.c.opted_out_at),
        held_in(opt_out_steps, "When you stopped messages, and agreed to them again", opt_out_steps.c.id),
        Held("reply_questions", "What you were asked about what you wrote", _questions),
        held_in(bad_addresses, "Numbers and addresses that did not reach you", bad_addresses.c.id),
        held_in(contact_confirmations, "New numbers and addresses to confirm", contact_confirmations.c.id),
        held_in(messages, "Messages to you", messages.c.id),
        Held("links", "Which links you were sent, and what became of them", _links),
        Held("deliveries", "Which message was handed over when, to which address, and whether it arrived", _deliveries),
        Held("channel_journal", "What was handed over in a rehearsal", _journal),
        Held("texts", "What was written back from your number or address", _texts),
        held_in(threads, "Who at the clinic worked on what you wrote", threads.c.id),
        Held("whatsapp_contacts", "How WhatsApp names you, and when you wrote last", _whatsapp),
        held_in(worklist_items, "What somebody had to do for you", worklist_items.c.id),
    ),
)
