"""Photos: their rows. Their files are beside the database."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, Uuid

from services.booking.people.tables import metadata, moment

photos = Table(
    "photos",
    metadata,
    Column("id", Uuid, primary_key=True, comment="the key of its file too"),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("session_id", ForeignKey("sessions.id"), nullable=True),
    Column("consult_id", ForeignKey("consults.id"), nullable=True),
    Column("stage", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("angle", Text, nullable=False),
    Column("taken_at", moment, nullable=False),
    Column("use", Text, nullable=False, comment="what the patient agreed to"),
    Column("agreed_by", Text, nullable=True, comment="who agreed to more than care"),
    Column("agreed_at", moment, nullable=True),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False, comment="bytes"),
    Column("width", Integer, nullable=False, comment="pixels"),
    Column("height", Integer, nullable=False, comment="pixels"),
    Column("uploaded_by", Text, nullable=False),
    Column("uploaded_at", moment, nullable=False),
    Column("withdrawn_at", moment, nullable=True, comment="its file is deleted some days later"),
    Column("withdrawn_by", Text, nullable=True),
    Column("withdrawn_because", Text, nullable=True),
    CheckConstraint("(session_id IS NULL) <> (consult_id IS NULL)", name="photos_of_one_visit"),
    Index("photos_of_patient", "patient_id", "taken_at"),
)
