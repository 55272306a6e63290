"""Receipts of hand-overs that nobody knows yet."""

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, Table, Text, Uuid

from services.notifications.tables.patients import metadata

early_receipts = Table(
    "early_receipts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("provider_id", Text, nullable=True, comment="the carrier's own id of the message"),
    Column("state", Text, nullable=False, comment="how far it had come"),
    Column("reason", Text, nullable=True, comment="why it failed; no contact data"),
    Column("address_bad", Boolean, nullable=False),
    Column("code", Integer, nullable=True, comment="the carrier's, of what it failed"),
    Column("status", Text, nullable=True, comment="the same of a mail: the enhanced status code"),
    Column("delivery_id", Uuid, nullable=True, comment="our own id of the hand-over, where the carrier gives it back"),
    Column("received_at", DateTime(timezone=True), nullable=False),
    comment="receipts that came before the carrier had answered the hand-over, or of messages that are not ours",
)
Index("early_receipts_of", early_receipts.c.channel, early_receipts.c.provider_id)
Index("early_receipts_age", early_receipts.c.received_at)
Index(
    "early_receipts_ours",
    early_receipts.c.delivery_id,
    postgresql_where=early_receipts.c.delivery_id.is_not(None),
)
