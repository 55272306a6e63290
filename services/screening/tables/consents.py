"""Consents that were signed."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from services.screening.tables.patients import metadata

consents = Table(
    "consents",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", Uuid, nullable=False),
    Column("document", Text, nullable=False, comment="its code"),
    Column("edition", Integer, nullable=False),
    Column("version", Text, nullable=False, comment="of the consent documents that were read"),
    Column("digest", Text, nullable=False, comment="of that version"),
    Column("document_signature", Text, nullable=False, comment="the director who had signed it then, or unsigned"),
    Column("language", Text, nullable=False, comment="in which it was read"),
    Column("modality", Text, nullable=False),
    Column("areas", JSONB, nullable=False, comment="none: every area"),
    Column("signed_as", Text, nullable=False),
    Column("signatory", Text, nullable=False, comment="the name of who signed"),
    Column("relation", Text, comment="a guardian's to the patient"),
    Column("signature_kind", Text, nullable=False),
    Column("signature", Text, nullable=False, comment="the name as typed, or the drawing as SVG path data"),
    Column("device", Text, nullable=False, comment="on which it was signed"),
    Column("taken_by", Text, nullable=False, comment="who was signed in"),
    Column("signed_at", DateTime(timezone=True), nullable=False),
    Column("valid_until", Date, nullable=False, comment="local day, inclusive"),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_why", Text),
    Column("ended_by", Text),
    Column("ended_reason", Text, comment="what was said about it"),
    CheckConstraint("signed_as IN ('patient', 'guardian')", name="consents_signed_as"),
    CheckConstraint("signature_kind IN ('typed', 'drawn')", name="consents_signature_kind"),
    CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="consents_end"),
    Index("consents_of_patient", "patient_id", "id"),
    Index("consents_live", "document", "edition", postgresql_where=text("ended_at IS NULL")),
)
