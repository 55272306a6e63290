"""Sessions, the cartridges that they opened, and what they said before they were put right."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.booking.people.tables import depth, metadata, moment

sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("appointment_id", ForeignKey("appointments.id"), nullable=False),
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
    Column("recorded_at", moment, nullable=True, comment="when it was entered late; null: on its day"),
    Column("late_because", Text, nullable=True),
    Column("why_another_number", Text, nullable=True, comment="of cartridges than the device takes"),
    Column("details", JSONB, nullable=True, comment="zones, cream, products, what was seen"),
    Column("signed_by", Text, nullable=True, comment="null: nobody has, or before signatures were kept"),
    Column("signed_at", moment, nullable=True),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("voided_at", moment, nullable=True, comment="it was entered in error; null: it took place"),
    Index("sessions_number", "course_id", "number", unique=True, postgresql_where=text("voided_at IS NULL")),
    Index("sessions_of_clinic", "clinic_id", "performed_at"),
    Index("sessions_of_appointment", "appointment_id", unique=True, postgresql_where=text("voided_at IS NULL")),
)

earlier_sessions = Table(
    "earlier_sessions",
    metadata,
    Column("session_id", ForeignKey("sessions.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("recorded", JSONB, nullable=False, comment="all that version said, with its cartridges"),
    Column("recorded_by", Text, nullable=True),
    Column("amended_because", Text, nullable=False, comment="why the next version took its place, or it was voided"),
    Column("amended_by", Text, nullable=False),
    Column("amended_at", moment, nullable=False),
)

lots = Table(
    "lots",
    metadata,
    Column("gtin", Text, primary_key=True),
    Column("lot", Text, primary_key=True),
    Column("recalled_at", moment, nullable=True),
    Column("recall_reason", Text, nullable=True),
    Column("recall_withdrawn_at", moment, nullable=True, comment="recalls until then were mistakes"),
    Column(
        "recalled_serials",
        JSONB,
        nullable=False,
        server_default=text("'{}'"),
        comment="by recall: its serial numbers and moment; null: it was withdrawn",
    ),
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
    Column("discarded_because", Text, nullable=True, comment="thrown away before it touched the patient; null: used"),
    UniqueConstraint("gtin", "lot", "serial", name="session_cartridges_once"),
    Index("session_cartridges_of_serial", "gtin", text("lower(serial)")),
)
