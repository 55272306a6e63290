"""What patients are asked for, what they declare, and what they say ahead of a session."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.screening.tables.patients import metadata

intakes = Table(
    "intakes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", Uuid, nullable=False, comment="the home clinic"),
    Column("reason", Text, nullable=False, comment="why the patient is asked"),
    Column("questions", JSONB, comment="codes of the questions that are asked; null for the whole declaration"),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("declared_at", DateTime(timezone=True), comment="when it was last filled in; null while it waits"),
    Column("signed_at", DateTime(timezone=True), comment="when it was last signed; null when it was sent unsigned"),
    Column("answers", JSONB, comment="saved and not signed, so they decide nothing: health data"),
    Column("answers_version", Integer, nullable=False, server_default="0", comment="counts every change of answers"),
    Column("answers_language", Text, comment="in which the questions were read, when it was said"),
    Column("answers_saved_at", DateTime(timezone=True)),
    Column("answers_saved_by", Text),
    Index("intakes_of_patient", "patient_id", "id"),
)

declarations = Table(
    "declarations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, comment="the patient's latest counts"),
    Column("intake_id", Uuid, ForeignKey("intakes.id"), nullable=False),
    Column("patient_id", Uuid, ForeignKey("patients.id"), nullable=False),
    Column("answers", JSONB, nullable=False, comment="health data: never leaves this service"),
    Column("rule_set", Text, nullable=False, comment="the version whose questions were answered"),
    Column("rule_set_digest", Text, comment="of that version; null before digests were kept"),
    Column("language", Text, comment="in which the questions were read, when it was said"),
    Column("whole_at", DateTime(timezone=True), nullable=False, comment="when all of it was answered together"),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    Column("submitted_by", Text, nullable=False),
    Column("signed_name", Text, comment="as it was typed; null when it was sent unsigned"),
    Column("signer", Text, comment="in which role somebody signed"),
    CheckConstraint("(signed_name IS NULL) = (signer IS NULL)", name="declarations_signed"),
    CheckConstraint("signer IN ('patient', 'guardian', 'staff')", name="declarations_signer"),
    Index("declarations_of_patient", "patient_id", "number"),
)

day_answers = Table(
    "day_answers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, ForeignKey("patients.id"), nullable=False),
    Column("appointment_id", Uuid, nullable=False, comment="the session of that day by which they were asked"),
    Column("clinic_id", Uuid, nullable=False, comment="where that session is"),
    Column("day", Date, nullable=False, comment="the clinic's local day that they are about"),
    Column("answers", JSONB, nullable=False, comment="how the skin is, as it was sent: health data"),
    Column("changes", JSONB, nullable=False, comment="what has changed since the declaration: health data"),
    Column("edition", Text, nullable=False, comment="of the form that was answered"),
    Column("rule_set", Text, nullable=False),
    Column("rule_set_digest", Text, nullable=False),
    Column("look_first", Boolean, nullable=False, comment="what was said may stand in the way of the session"),
    Column("language", Text, comment="in which the questions were read, when it was said"),
    Column("handed_in_at", DateTime(timezone=True), nullable=False),
    Column("handed_in_by", Text, nullable=False),
    Index("day_answers_of_patient", "patient_id", "day"),
    Index("day_answers_of_clinic", "clinic_id", "day"),
)
