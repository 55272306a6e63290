"""Work that was put off: nothing has to be booked for a patient until a day."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Table, Text, Uuid

from services.booking.people.tables import metadata, moment

dismissals = Table(
    "dismissals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject_id", Uuid, nullable=False, index=True, comment="of the item: the course, or the patient"),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, index=True),
    Column("until", Date, nullable=False, comment="local; on that day it is work again"),
    Column("ends_at", moment, nullable=False, comment="when that day begins"),
    Column("reason", Text, nullable=False),
    Column("dismissed_by", Text, nullable=False),
    Column("dismissed_at", moment, nullable=False),
    Column("withdrawn_at", moment, nullable=True),
    Column("withdrawn_by", Text, nullable=True),
    Column("withdrawn_because", Text, nullable=True),
    CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_because IS NULL)", name="dismissals_withdrawn"),
)
