"""What is done to patients, and what allows it. Times are UTC unless a column says local."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from services.booking.people.tables import depth, metadata, moment

consults = Table(
    "consults",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("appointment_id", ForeignKey("appointments.id"), nullable=False, unique=True),
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
    Column("completed_at", moment, nullable=False),
)


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
    Column("eligible_from", Date, nullable=True, comment="local to the clinic"),
    Column("valid_until", Date, nullable=True, comment="local to the clinic, included"),
    Column("conditions", Integer, nullable=False),
    Column("rule_set", Text, nullable=False),
    Column("decided_at", moment, nullable=False),
    Column("decided_on", Date, nullable=False, comment="local day of decided_at"),
    Index("clearances_patient", "patient_id", "stage"),
)


courses = Table(
    "courses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("consult_id", ForeignKey("consults.id"), nullable=False, unique=True, comment="never two for one consult"),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("protocol", Text, nullable=False),
    Column("protocol_version", Text, nullable=True, comment="null: planned before protocols had versions"),
    Column("protocol_digest", Text, nullable=True),
    Column("protocol_signature", Text, nullable=True, comment="who signed that version, or unsigned"),
    Column("concern", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("modality", Text, nullable=False),
    Column("device_model", Text, nullable=False),
    Column("depth_mm", depth, nullable=False),
    Column("sessions", Integer, nullable=False),
    Column("performed", Integer, nullable=False, comment="sessions recorded"),
    Column("last_session_at", moment, nullable=True),
    Column("last_session_on", Date, nullable=True, comment="local day at the clinic of that session"),
    Column("spacing_weeks_min", Integer, nullable=False),
    Column("spacing_weeks_max", Integer, nullable=False),
    Column("review_weeks_min", Integer, nullable=False),
    Column("review_weeks_max", Integer, nullable=False),
    Column("session_minutes", Integer, nullable=False),
    Column("numbing_minutes", Integer, nullable=False),
    Column("talk_minutes", Integer, nullable=False, server_default="30"),
    Column("planned_at", moment, nullable=False),
    CheckConstraint("performed <= sessions", name="courses_performed"),
)


sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("appointment_id", ForeignKey("appointments.id"), nullable=False, unique=True),
    Column("course_id", ForeignKey("courses.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("practitioner_id", ForeignKey("practitioners.id"), nullable=False),
    Column("device_id", ForeignKey("devices.id"), nullable=False),
    Column("area", Text, nullable=False),
    Column("depth_mm", depth, nullable=False),
    Column("product", Text, nullable=True),
    Column("anaesthetic_used", Boolean, nullable=False),
    Column("override_reason", Text, nullable=True),
    Column("consult_screening_id", Uuid, nullable=False),
    Column("day_of_screening_id", Uuid, nullable=True, comment="null only when a medical director overrode it"),
    Column("recorded_by", Text, nullable=False),
    Column("performed_at", moment, nullable=False),
    UniqueConstraint("course_id", "number", name="sessions_number"),
)


lots = Table(
    "lots",
    metadata,
    Column("gtin", Text, primary_key=True),
    Column("lot", Text, primary_key=True),
    Column("recalled_at", moment, nullable=True),
    Column("recall_reason", Text, nullable=True),
)


session_cartridges = Table(
    "session_cartridges",
    metadata,
    Column("session_id", ForeignKey("sessions.id"), primary_key=True),
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    Column("gtin", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("serial", Text, nullable=True),
    Column("expires_on", Date, nullable=False),
    UniqueConstraint("gtin", "lot", "serial", name="session_cartridges_once"),
)


follow_ups = Table(
    "follow_ups",
    metadata,
    Column("after_session_id", ForeignKey("sessions.id"), primary_key=True),
    Column("course_id", ForeignKey("courses.id"), nullable=False, index=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("window_from", Date, nullable=True, comment="local, included"),
    Column("window_until", Date, nullable=True, comment="local, included"),
    Column("near", Time, nullable=False, comment="the patient's usual local time of day"),
    Column("appointment_id", ForeignKey("appointments.id"), nullable=True, index=True),
    Column("to_place", Text, nullable=True, comment="why the front desk must place it, null once it is placed"),
    Index("follow_ups_to_place", "clinic_id", postgresql_where=text("to_place IS NOT NULL")),
)
