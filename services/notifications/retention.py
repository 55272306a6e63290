"""Messages and texts that are old enough to be deleted. How long they are kept is a setting (settings/policies.py)."""

from sqlalchemy import exists

from chassis.data.prune import Prunable
from services.notifications.domain.messages import Status
from services.notifications.domain.texts import TextState
from services.notifications.settings.policies import MessageRetention
from services.notifications.tables import (
    channel_journal,
    deliveries,
    early_receipts,
    escalations,
    messages,
    texts,
    threads,
    whatsapp_contacts,
)

_unfinished = messages.c.status.in_([Status.PLANNED.value, Status.SENDING.value])
_planned = exists().where(messages.c.id == channel_journal.c.message_id, _unfinished)
_under_way = exists().where(messages.c.id == deliveries.c.message_id, _unfinished)
_with_texts = exists().where(texts.c.thread_id == threads.c.id)

RETENTION = (
    Prunable(
        messages,
        since=messages.c.settled_at,  # null while it waits: then it stays
        days=lambda: MessageRetention().keep_messages_days,
    ),
    Prunable(
        channel_journal,
        since=channel_journal.c.handed_over_at,
        days=lambda: MessageRetention().keep_channel_journal_days,
        only=~_planned,  # the journal keeps a message that was handed over and not yet marked from leaving twice
    ),
    Prunable(
        deliveries,
        since=deliveries.c.handed_over_at,
        days=lambda: MessageRetention().keep_channel_journal_days,
        only=~_under_way,
    ),
    Prunable(
        texts,
        since=texts.c.received_at,
        days=lambda: MessageRetention().keep_texts_days,
        only=texts.c.known & (texts.c.state != TextState.OPEN.value),
    ),
    Prunable(
        texts,
        since=texts.c.received_at,
        days=lambda: MessageRetention().keep_unknown_texts_days,
        only=~texts.c.known,
    ),
    Prunable(
        escalations,
        since=escalations.c.settled_at,  # null while it is open: then it stays
        days=lambda: MessageRetention().keep_messages_days,
    ),
    Prunable(
        threads,
        since=threads.c.since,
        days=lambda: MessageRetention().keep_unknown_texts_days,
        only=~_with_texts,  # what was written was deleted before
    ),
    Prunable(
        early_receipts,
        since=early_receipts.c.received_at,
        days=lambda: MessageRetention().keep_unknown_texts_days,
    ),
    Prunable(
        whatsapp_contacts,
        since=whatsapp_contacts.c.seen_at,
        days=lambda: MessageRetention().keep_texts_days,
    ),
)
