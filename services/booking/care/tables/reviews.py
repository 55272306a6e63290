"""Reviews of results, and what they said before they were put right."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from services.booking.people.tables import metadata, moment

results_reviews = Table(
    "results_reviews",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("appointment_id", ForeignKey("appointments.id"), nullable=False),
    Column("course_id", ForeignKey("courses.id"), nullable=False),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("practitioner_id", ForeignKey("practitioners.id"), nullable=False),
    Column("improvement", Text, nullable=False),
    Column("satisfied", Boolean, nullable=True, comment="what the patient says; null: not asked"),
    Column("next_step", Text, nullable=False),
    Column("note", Text, nullable=True),
    Column("recorded_by", Text, nullable=False),
    Column("reviewed_at", moment, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("voided_at", moment, nullable=True, comment="it was entered in error; null: it took place"),
    Index("results_reviews_of_patient", "patient_id", "reviewed_at"),
    Index("reviews_of_appointment", "appointment_id", unique=True, postgresql_where=text("voided_at IS NULL")),
)

earlier_results_reviews = Table(
    "earlier_results_reviews",
    metadata,
    Column("review_id", ForeignKey("results_reviews.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("recorded", JSONB, nullable=False, comment="all that version said"),
    Column("recorded_by", Text, nullable=True),
    Column("amended_because", Text, nullable=False, comment="why the next version took its place, or it was voided"),
    Column("amended_by", Text, nullable=False),
    Column("amended_at", moment, nullable=False),
)
