"""Who is asked in turn until somebody acknowledges."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.notifications.tables.patients import metadata

escalation_policies = Table(
    "escalation_policies",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", Uuid, nullable=False),
    Column("starts_on", Date, nullable=False, comment="first local day on which it counts"),
    Column("lines", JSONB, nullable=False, comment="by cause, who is asked in order and for how many minutes"),
    Column(
        "told_of_recalls", JSONB, nullable=False, server_default="[]", comment="names and addresses; they are not asked"
    ),
    Column("set_at", DateTime(timezone=True), nullable=False),
    Column("set_by", Text, nullable=False),
    Index("escalation_policies_of_clinic", "clinic_id", "starts_on", "id"),
)

escalations = Table(
    "escalations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("cause", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="of the item of a worklist"),
    Column("subject_id", Uuid, nullable=False, comment="the item; the report of a reaction"),
    Column("clinic_id", Uuid, nullable=False),
    Column("line", JSONB, nullable=False, comment="who is asked, as it was set when it began"),
    Column("asked", Integer, nullable=False, comment="how many in line were asked"),
    Column("next_at", DateTime(timezone=True), nullable=True, comment="when the time of the last asked is over"),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("settled_at", DateTime(timezone=True), nullable=True, comment="acknowledged or ended; null: open"),
    Column("settled_by", Text, nullable=True, comment="who acknowledged it; null: a fact ended it"),
    Column("why", Text, nullable=True, comment="the fact that ended it"),
    CheckConstraint("state IN ('open', 'acknowledged', 'ended')", name="escalations_state"),
    CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="escalations_settled"),
    Index("escalations_one_open", "subject_id", unique=True, postgresql_where=text("state = 'open'::text")),
    Index("escalations_of_clinic", "clinic_id", "id"),
)
"""They name no patient: whoever is asked signs in to learn more."""

escalation_steps = Table(
    "escalation_steps",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("escalation_id", Uuid, ForeignKey("escalations.id", ondelete="CASCADE"), nullable=False),
    Column("what", Text, nullable=False),
    Column("who", Text, nullable=True, comment="who was asked, or who acknowledged it"),
    Column("ways", JSONB, nullable=False, comment="channels by which they were written to; none: the desk calls"),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("escalation_steps_of", "escalation_id", "id"),
)
