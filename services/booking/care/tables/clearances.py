"""What screening publishes: what it decided, what it suspended, and what patients agreed to."""

from sqlalchemy import Boolean, Column, Date, Identity, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.booking.people.tables import depth, metadata, moment

clearances = Table(
    "clearances",
    metadata,
    Column("heard", Integer, Identity(), primary_key=True, comment="the order in which decisions came"),
    Column("screening_id", Uuid, nullable=False, unique=True),
    Column("patient_id", Uuid, nullable=False),
    Column("clinic_id", Uuid, nullable=False),
    Column("consult_id", Uuid, nullable=False, index=True, comment="no foreign key: events come in any order"),
    Column("stage", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("modality", Text, nullable=False),
    Column("device_model", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("max_depth_mm", depth, nullable=False),
    Column("anaesthetic_allowed", Boolean, nullable=False),
    Column("excluded_areas", ARRAY(Text), nullable=False),
    Column("further_areas", JSONB, nullable=False, server_default="[]", comment="other areas, each with its depth"),
    Column("eligible_from", Date, nullable=True, comment="local to the clinic"),
    Column("valid_until", Date, nullable=True, comment="local to the clinic, included"),
    Column("conditions", Integer, nullable=False),
    Column("rule_set", Text, nullable=False),
    Column("decided_at", moment, nullable=False),
    Column("decided_on", Date, nullable=False, comment="local day of decided_at"),
    Index("clearances_patient", "patient_id", "stage"),
)

suspensions = Table(
    "suspensions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False, comment="no foreign key: it stops decisions that have not come yet"),
    Column("clinic_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False, comment="a code; what it is about stays in screening"),
    Column("suspended_at", moment, nullable=False),
    Column("over_at", moment, nullable=True),
    Index("suspensions_open", "patient_id", postgresql_where=text("over_at IS NULL")),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False, comment="no foreign key: events come in any order"),
    Column("modality", Text, nullable=True, comment="null: its end came first"),
    Column("areas", ARRAY(Text), nullable=False, comment="screening's words; none: every area"),
    Column("valid_until", Date, nullable=True, comment="local, included"),
    Column("ended_at", moment, nullable=True),
    Index("consents_live", "patient_id", postgresql_where=text("ended_at IS NULL")),
)
