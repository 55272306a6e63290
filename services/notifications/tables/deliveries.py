"""Hand-overs to carriers, and what is known of carriers."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)

from services.notifications.tables.patients import metadata

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Uuid, primary_key=True, comment="the key that the carrier gets"),
    Column("message_id", Uuid, ForeignKey("messages.id", ondelete="CASCADE"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=True, comment="why it was not taken, failed or is doubtful; no contact data"),
    Column("provider_id", Text, nullable=True, comment="the carrier's own id of it"),
    Column("handed_over_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False, comment="since when it is in this state"),
    Column("looks", Integer, nullable=False, server_default=text("0"), comment="how often the carrier was asked"),
    Column("number_id", Text, nullable=True, comment="WhatsApp's id of the number of ours that it left from"),
    Column(
        "begins",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="whether it begins a conversation, which counts towards the portfolio's limit",
    ),
    Column("template", Text, nullable=True, comment="WhatsApp's name of the template; null: it was none"),
    Column("template_language", Text, nullable=True, comment="as WhatsApp writes it: pt_PT"),
    CheckConstraint(
        "state IN ('handing_over', 'not_taken', 'doubtful', 'accepted', 'sent', 'failed', 'delivered', 'read')",
        name="deliveries_state",
    ),
    comment="each hand-over of a message to a carrier, written before it begins",
)
Index("deliveries_of_message", deliveries.c.message_id, deliveries.c.id)
Index("deliveries_age", deliveries.c.handed_over_at)
Index("deliveries_address", deliveries.c.address, deliveries.c.handed_over_at)
Index(
    "deliveries_provider",
    deliveries.c.channel,
    deliveries.c.provider_id,
    postgresql_where=deliveries.c.provider_id.is_not(None),
)
Index(
    "deliveries_begun",
    deliveries.c.handed_over_at,
    deliveries.c.address,
    postgresql_where=deliveries.c.begins,
)

carriers = Table(
    "carriers",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("failures", Integer, nullable=False, comment="hand-overs in a row that it did not answer"),
    Column("down_since", DateTime(timezone=True), nullable=True, comment="null: it carries"),
    Column("next_probe_at", DateTime(timezone=True), nullable=True, comment="nothing else leaves before"),
    Column("reason", Text, nullable=True, comment="what it failed with last"),
    comment="what all workers know of the carrier of each channel",
)

whatsapp_limits = Table(
    "whatsapp_limits",
    metadata,
    Column("name", Text, primary_key=True, comment="the id of one of our numbers, or 'portfolio' for all of them"),
    Column(
        "new_per_day", Integer, nullable=True, comment="as WhatsApp said; null: it said none, or that there is none"
    ),
    Column("waits_until", DateTime(timezone=True), nullable=True, comment="nothing leaves from the number before"),
    Column("new_wait_until", DateTime(timezone=True), nullable=True, comment="nothing that begins a conversation does"),
    Column("reason", Text, nullable=True, comment="why it waits"),
    Column("held_since", DateTime(timezone=True), nullable=True, comment="since when messages are held back"),
    comment="what WhatsApp lets our numbers send",
)

channel_journal = Table(
    "channel_journal",
    metadata,
    Column("message_id", Uuid, primary_key=True, comment="handed over twice, kept once"),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("handed_over_at", DateTime(timezone=True), nullable=False),
)
Index("channel_journal_age", channel_journal.c.handed_over_at)
Index("channel_journal_address", channel_journal.c.address, channel_journal.c.handed_over_at)

whatsapp_contacts = Table(
    "whatsapp_contacts",
    metadata,
    Column("address", Text, primary_key=True, comment="number by which patients are known; else WhatsApp's id"),
    Column("user_id", Text, nullable=True, comment="WhatsApp's own id of the person, which changes with the number"),
    Column("number", Text, nullable=True, comment="E.164: the new number, as WhatsApp said"),
    Column("wrote_at", DateTime(timezone=True), nullable=True, comment="when they last wrote to us, by its clock"),
    Column("wrote_to", Text, nullable=True, comment="WhatsApp's id of the number of ours that they wrote to then"),
    Column("seen_at", DateTime(timezone=True), nullable=False, comment="when it last said something about them"),
    Index("whatsapp_contacts_user_id", "user_id"),
    Index("whatsapp_contacts_number", "number"),
    Index("whatsapp_contacts_age", "seen_at"),
    comment="people as WhatsApp names them",
)

whatsapp_templates = Table(
    "whatsapp_templates",
    metadata,
    Column("name", Text, primary_key=True),
    Column("language", Text, primary_key=True, comment="as WhatsApp writes it: pt_PT"),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=True),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    CheckConstraint(
        "state IN ('approved', 'pending', 'rejected', 'paused', 'disabled', 'refused')", name="whatsapp_templates_state"
    ),
    comment="what WhatsApp has said about templates",
)
