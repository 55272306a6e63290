"""Clinics, and patients as far as screening needs them."""

from sqlalchemy import Column, Date, DateTime, Index, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

clinics = Table(
    "clinics",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("time_zone", Text, comment="IANA name; null while only the clinic's id is known"),
    Column("hours", JSONB, comment="of a usual week, as booking publishes them; null while they are not known"),
)

patients = Table(
    "patients",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("date_of_birth", Date, comment="null while only the patient's id is known"),
    Column("home_clinic_id", Uuid),
    Column("language", Text, comment="BCP 47; null while only the patient's id is known"),
    Column("erased_at", DateTime(timezone=True)),
    Column("merged_into", Uuid, index=True, comment="whose record goes on for this person"),
    Column("merged_at", DateTime(timezone=True), comment="when another record of this person ended in this one"),
)

care_relationships = Table(
    "care_relationships",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("clinic_id", Uuid, primary_key=True),
    Column("until", DateTime(timezone=True), nullable=False),
)

emergency_accesses = Table(
    "emergency_accesses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("clinic_id", Uuid, nullable=False, comment="for which the clinician works"),
    Column("opened_by", Text, nullable=False, comment="to nobody else is the record open"),
    Column("until", DateTime(timezone=True), nullable=False),
    Index("emergency_accesses_of_patient", "patient_id", "opened_by"),
)
