"""Where patients are reached, and how that changed."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    text,
)

from services.booking.people.tables.clinics import metadata, moment

patient_addresses = Table(
    "patient_addresses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("channel", Text, nullable=False, comment="sms, whatsapp or email"),
    Column("address", Text, nullable=False, comment="E.164, or an e-mail address"),
    Column("whose", Text, nullable=False),
    Column("position", SmallInteger, nullable=False, comment="among those that hold; the lowest is tried first"),
    Column("given_by", Text, nullable=True, comment="the subject of a token; null: from before this table"),
    Column("given_at", moment, nullable=True),
    Column("proven_at", moment, nullable=True),
    Column("proven_how", Text, nullable=True, comment="code or desk"),
    Column("proven_by", Text, nullable=True),
    Column("ended_at", moment, nullable=True),
    Column("ended_by", Text, nullable=True),
    Column("ended_because", Text, nullable=True),
    CheckConstraint("channel IN ('sms', 'whatsapp', 'email')", name="patient_addresses_channel"),
    CheckConstraint("whose IN ('own', 'guardian', 'shared')", name="patient_addresses_whose"),
    CheckConstraint("(proven_at IS NULL) = (proven_how IS NULL)", name="patient_addresses_proven"),
    CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="patient_addresses_ended"),
    Index("patient_addresses_of_patient", "patient_id", "position"),
)
Index(
    "patient_addresses_once",
    patient_addresses.c.patient_id,
    patient_addresses.c.channel,
    func.lower(patient_addresses.c.address),
    unique=True,
    postgresql_where=patient_addresses.c.ended_at.is_(None),
)

contact_changes = Table(
    "contact_changes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("kind", Text, nullable=False, comment="phone or email"),
    Column("address", Text, nullable=False, comment="the new one"),
    Column("status", Text, nullable=False),
    Column("requested_at", moment, nullable=False),
    Column("until", moment, nullable=False),
    Column("settled_at", moment, nullable=True),
    Column("adds", Text, nullable=True, comment="the channel of a further address; null: it replaces one"),
    Column("whose", Text, nullable=True, comment="of a further address"),
    Column("proves", Uuid, nullable=True, comment="the address that the patient has and that the code is to prove"),
    CheckConstraint("status IN ('pending', 'confirmed', 'withdrawn')", name="contact_changes_status"),
    Index("contact_changes_of_patient", "patient_id", "id"),
    Index("contact_changes_pending", "patient_id", "kind", unique=True, postgresql_where=text("status = 'pending'")),
)
