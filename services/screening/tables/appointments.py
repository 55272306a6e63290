"""What booking publishes about appointments, courses and sessions."""

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from services.screening.tables.patients import metadata

appointments_ahead = Table(
    "appointments_ahead",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False, comment="no foreign key: events come in any order"),
    Column("clinic_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("course_id", Uuid),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Index("appointments_ahead_of_patient", "patient_id", "starts_at"),
)

course_plans = Table(
    "course_plans",
    metadata,
    Column("course_id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("consult_id", Uuid, nullable=False, comment="whose plan the course follows"),
    Index("course_plans_of_patient", "patient_id"),
)

treated_sessions = Table(
    "treated_sessions",
    metadata,
    Column("id", Uuid, primary_key=True, comment="no foreign key anywhere: a report may come before its session"),
    Column("patient_id", Uuid, nullable=False),
    Column("clinic_id", Uuid, nullable=False),
    Column("course_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False, comment="1 for the course's first session"),
    Column("modality", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("equipment", JSONB, comment="device, depth and cartridges; null: the event did not say"),
    Column("performed_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1"), comment="of its record; 1 as first recorded"),
    Column("void", Boolean, nullable=False, server_default=text("false"), comment="entered in error"),
    Index("treated_sessions_of_patient", "patient_id", "performed_at"),
    Index("treated_sessions_of_clinic", "clinic_id", "performed_at"),
)
