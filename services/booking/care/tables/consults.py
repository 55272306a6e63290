"""Consults, and what they said before they were amended or voided."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, SmallInteger, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from services.booking.people.tables import depth, metadata, moment

consults = Table(
    "consults",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("appointment_id", ForeignKey("appointments.id"), nullable=False),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("practitioner_id", ForeignKey("practitioners.id"), nullable=False),
    Column("skin_type", SmallInteger, nullable=False, comment="Fitzpatrick, 1 to 6"),
    Column("suitable", Boolean, nullable=False),
    Column("concern", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("modality", Text, nullable=False),
    Column("device_model", Text, nullable=False),
    Column("depth_mm", depth, nullable=False),
    Column("plan_details", JSONB, nullable=True, comment="zone, parts left out, anaesthetic, product"),
    Column("findings", JSONB, nullable=False, server_default="[]", comment="what was seen, and where"),
    Column("recorded_by", Text, nullable=True, comment="who was signed in; null before it was kept"),
    Column("completed_at", moment, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("voided_at", moment, nullable=True, comment="it was entered in error; null: it took place"),
    Index("consults_of_appointment", "appointment_id", unique=True, postgresql_where=text("voided_at IS NULL")),
)

earlier_consults = Table(
    "earlier_consults",
    metadata,
    Column("consult_id", ForeignKey("consults.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("recorded", JSONB, nullable=False, comment="what that version said"),
    Column("recorded_by", Text, nullable=True),
    Column("amended_because", Text, nullable=False, comment="why the next version took its place, or it was voided"),
    Column("amended_by", Text, nullable=False),
    Column("amended_at", moment, nullable=False),
)
