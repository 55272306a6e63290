"""Practitioners: what they may do, when they work, and when they do not."""

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Time,
    Uuid,
    text,
)

from services.booking.people.tables.clinics import depth, metadata, moment

practitioners = Table(
    "practitioners",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, index=True),
    Column("given_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("profession", Text, nullable=False),
)

permissions = Table(
    "permissions",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=text("gen_random_uuid()")),
    Column("practitioner_id", ForeignKey("practitioners.id"), nullable=False, index=True),
    Column("modality", Text, nullable=False),
    Column("max_depth_mm", depth, nullable=False),
    Column("first_day", Date, nullable=True, comment="local; null: since ever"),
    Column("last_day", Date, nullable=True, comment="local, included; null: until further notice"),
    CheckConstraint("first_day <= last_day", name="permissions_order"),
)

shifts = Table(
    "shifts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practitioner_id", ForeignKey("practitioners.id"), nullable=False, index=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, index=True),
    Column("first_day", Date, nullable=False, comment="local"),
    Column("last_day", Date, nullable=True, comment="local, included; null: until further notice"),
    Column("weekdays", ARRAY(SmallInteger), nullable=False, comment="0 is Monday"),
    Column("starts", ARRAY(Time), nullable=False, comment="local"),
    Column("ends", ARRAY(Time), nullable=False, comment="local; 00:00: until midnight"),
    Column("entered_by", Text, nullable=False),
    Column("withdrawn_at", moment, nullable=True),
    Column("why_changed", Text, nullable=True, comment="the reason of an early end or a withdrawal"),
    CheckConstraint("first_day <= last_day", name="shifts_order"),
    CheckConstraint(
        "cardinality(weekdays) = cardinality(starts) AND cardinality(starts) = cardinality(ends)", name="shifts_hours"
    ),
)
"""When practitioners work where: weekly hours from a day until another, or those of one day."""

unavailabilities = Table(
    "unavailabilities",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, comment="of the practitioner, room or device"),
    Column("resource_kind", Text, nullable=False, comment="practitioner, room or device"),
    Column("resource_id", Uuid, nullable=False),
    Column("cause", Text, nullable=False),
    Column("note", Text, nullable=True),
    Column("starts_at", moment, nullable=False),
    Column("ends_at", moment, nullable=True, comment="null: until further notice"),
    Column("entered_by", Text, nullable=False),
    Column("withdrawn_at", moment, nullable=True),
    Column("why_changed", Text, nullable=True, comment="the reason of the last change, early end or withdrawal"),
    Column("version", Integer, nullable=False),
    CheckConstraint("starts_at < ends_at", name="unavailabilities_order"),
    CheckConstraint("cause <> 'ended' OR ends_at IS NULL", name="unavailabilities_for_good"),
    Index("unavailabilities_of_resource", "resource_id", "starts_at", postgresql_where=text("withdrawn_at IS NULL")),
    Index("unavailabilities_of_clinic", "clinic_id", "starts_at"),
    Index(
        "unavailabilities_one_end",
        "resource_id",
        unique=True,
        postgresql_where=text("cause = 'ended' AND withdrawn_at IS NULL"),
    ),
)
"""When a practitioner, a room or a device cannot be booked. It is read and changed in the calendar wing."""
