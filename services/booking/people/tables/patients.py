"""Patients, what they agreed to, who decides for them, and who treats them."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from services.booking.people.tables.clinics import metadata, moment

patients = Table(
    "patients",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("given_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("date_of_birth", Date, nullable=False),
    Column("home_clinic_id", ForeignKey("clinics.id"), nullable=False, index=True),
    Column("phone", Text, nullable=True),
    Column("email", Text, nullable=True),
    Column("language", Text, nullable=False, server_default="en", comment="BCP 47"),
    Column("channel", Text, nullable=False),
    Column("marketing", Boolean, nullable=False),
    Column("opted_out_at", moment, nullable=True, comment="said stop to all messages"),
    Column("erased_at", moment, nullable=True),
    Column("merged_into", ForeignKey("patients.id"), nullable=True, index=True, comment="whose record goes on"),
    Column("version", Integer, nullable=False),
    Column("found_by", TSVECTOR, nullable=True, comment="keys of a search; null: nobody is to be found"),
    Index("patients_found_by", "found_by", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
    Index("patients_birthday", "date_of_birth"),
)

PATIENT_COLUMNS = [each for each in patients.c if each.name != "found_by"]
"""The columns of a patient that say something of them; the keys repeat what the others say."""

processing_consents = Table(
    "processing_consents",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("wording", Text, nullable=False),
    Column("agreed_at", moment, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("withdrawn_at", moment, nullable=True, comment="null: it stands"),
    Column("withdrawn_by", Text, nullable=True),
    Column("withdrawn_because", Text, nullable=True, comment="how it was said, or why it was a mistake"),
    Column("settled_at", moment, nullable=True, comment="when it was decided what is kept without it"),
    Column("settled_by", Text, nullable=True),
    Column("settled_note", Text, nullable=True, comment="what is kept, and on what ground"),
    CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="processing_consents_withdrawn"),
    CheckConstraint(
        "(settled_at IS NULL) = (settled_by IS NULL) AND (settled_at IS NULL OR withdrawn_at IS NOT NULL)",
        name="processing_consents_settled",
    ),
    Index("processing_consents_of_patient", "patient_id", "id"),
    Index(
        "processing_consents_to_settle",
        "id",
        postgresql_where=text("withdrawn_at IS NOT NULL AND settled_at IS NULL"),
    ),
)

guardians = Table(
    "guardians",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("relation", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", moment, nullable=False),
    Column("ended_by", Text, nullable=True, comment="who took it off the record"),
    Column("ended_at", moment, nullable=True),
    Column("ended_because", Text, nullable=True),
    Column(
        "amends",
        ForeignKey("guardians.id"),
        nullable=True,
        comment="the one whose data were wrong or are others now; null: none",
    ),
    CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="guardians_ended"),
)

patient_notes = Table(
    "patient_notes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("text", Text, nullable=True, comment="null: removed"),
    Column("written_by", Text, nullable=False),
    Column("written_at", moment, nullable=False),
    Column("amends", Uuid, nullable=True, comment="the note whose place it takes"),
    Column("gone_at", moment, nullable=True, comment="amended by another one, or removed"),
    Column("removed_by", Text, nullable=True),
)

care_relationships = Table(
    "care_relationships",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", moment, nullable=False),
    Column("until", moment, nullable=False),
    Column("ended_by", Text, nullable=True, comment="who ended it before its time"),
    Column("ended_because", Text, nullable=True),
    CheckConstraint("(ended_by IS NULL) = (ended_because IS NULL)", name="care_relationships_ended"),
    Index("care_relationships_of_patient", "patient_id", "clinic_id"),
    Index("care_relationships_at", "clinic_id", "until"),
)

emergency_accesses = Table(
    "emergency_accesses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, comment="where the patient was"),
    Column("home_clinic_id", ForeignKey("clinics.id"), nullable=False, comment="the patient's at that time"),
    Column("reason", Text, nullable=False),
    Column("opened_by", Text, nullable=False, comment="to nobody else is the record open"),
    Column("practitioner_id", Uuid, nullable=True, comment="as the token names them, known here or not"),
    Column("opened_at", moment, nullable=False),
    Column("until", moment, nullable=False),
    Column("reviewed_by", Text, nullable=True),
    Column("reviewed_at", moment, nullable=True),
    Column("note", Text, nullable=True, comment="what the review found"),
    CheckConstraint(
        "(reviewed_at IS NULL) = (reviewed_by IS NULL) AND (reviewed_at IS NULL) = (note IS NULL)",
        name="emergency_accesses_reviewed",
    ),
    Index("emergency_accesses_of_patient", "patient_id", "opened_by"),
    Index("emergency_accesses_open", "id", postgresql_where=text("reviewed_at IS NULL")),
)
