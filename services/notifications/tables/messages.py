"""Messages, and the links in them."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.notifications.tables.patients import metadata

messages = Table(
    "messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("cause_id", Uuid, nullable=False, comment="the event, or the request, that it goes back to"),
    Column("template", Text, nullable=False),
    Column("recipient", Text, nullable=False, comment="patient/<id>, clinic/<id> or director/<place in line>"),
    Column("patient_id", Uuid, nullable=True),
    Column("clinic_id", Uuid, nullable=False, comment="the clinic that it is about"),
    Column("appointment_id", Uuid, nullable=True),
    Column("about", Text, nullable=False, comment="what it is called off by, e.g. appointment/<id>"),
    Column("happened_at", DateTime(timezone=True), nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=True, comment="the appointment's start that it tells"),
    Column("not_after", DateTime(timezone=True), nullable=False),
    Column("facts", JSONB, nullable=False, comment="what the event gave the template; no health data"),
    Column("status", Text, nullable=False),
    Column("planned_for", DateTime(timezone=True), nullable=True, comment="null: waits for facts to arrive"),
    Column("reason", Text, nullable=True, comment="why it was skipped, failed or cancelled"),
    Column("attempts", Integer, nullable=False, server_default=text("0"), comment="how often the channel failed"),
    Column("channel", Text, nullable=True, comment="how it travelled"),
    Column("subject", Text, nullable=True, comment="as sent"),
    Column("text", Text, nullable=True, comment="as sent"),
    Column("settled_at", DateTime(timezone=True), nullable=True, comment="when it was sent, skipped, ..."),
    Column("template_version", Text, nullable=False, server_default=text("'2026-11'"), comment="planned with it"),
    Column("template_digest", Text, nullable=True, comment="null: from before digests were kept"),
    Column("template_signature", Text, nullable=True, comment="who had signed the version when it was sent"),
    Column("language", Text, nullable=True, comment="BCP 47, as sent"),
    Column("language_wanted", Text, nullable=True, comment="BCP 47, what the patient wanted when it was sent"),
    Column("called", JSONB, nullable=False, server_default=text("'[]'"), comment="who called, and what came of it"),
    Column("waits_for", Text, nullable=True, comment="the channel whose carrier it waits for, since it was due"),
    CheckConstraint(
        "status IN ('planned', 'sending', 'sent', 'doubtful', 'skipped', 'failed', 'cancelled')", name="messages_status"
    ),
    UniqueConstraint("cause_id", "template", "recipient", name="messages_once"),
)
Index("messages_patient", messages.c.patient_id, messages.c.id)
Index("messages_clinic", messages.c.clinic_id, messages.c.id)
Index(
    "messages_waiting",
    messages.c.id,
    postgresql_where=(messages.c.status == text("'planned'")) & messages.c.planned_for.is_(None),
)
Index("messages_settled", messages.c.settled_at, postgresql_where=messages.c.settled_at.is_not(None))
Index("messages_about", messages.c.about, postgresql_where=messages.c.recipient.like(text("'director/%'")))
Index("messages_planned_about", messages.c.about, postgresql_where=messages.c.status == text("'planned'"))

links = Table(
    "links",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("message_id", Uuid, ForeignKey("messages.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("patient_id", Uuid, nullable=False),
    Column("clinic_id", Uuid, nullable=False, comment="the clinic that it is about"),
    Column("about", Text, nullable=False, comment="the message's: what ends it"),
    Column("act", Text, nullable=False, comment="what it is for"),
    Column("subject_id", Uuid, nullable=False, comment="the health form, appointment or message that it opens"),
    Column("digest", Text, nullable=False, unique=True, comment="of its secret, which is kept nowhere"),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False, comment="wrong dates of birth since it was last opened"),
    Column("opened", Integer, nullable=False, comment="how often"),
    Column("ended_as", Text, nullable=True, comment="why it opens nothing any longer"),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    Column("note", Text, nullable=True, comment="of whoever ended it"),
    CheckConstraint("state IN ('open', 'ended')", name="links_state"),
    comment="links in messages, made when a message leaves",
)
Index("links_of_patient", links.c.patient_id, links.c.id)
Index("links_about", links.c.about)
