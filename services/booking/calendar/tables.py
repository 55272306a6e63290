"""The calendar: rooms, devices, appointments and holds, and what each of them occupies. Times are UTC."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, ExcludeConstraint

from services.booking.people.tables import metadata, moment

rooms = Table(
    "rooms",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("clinic_id", "name", name="rooms_name"),
)

devices = Table(
    "devices",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, index=True),
    Column("model", Text, nullable=False, comment="the label's code, e.g. skinpen"),
    Column("modality", Text, nullable=False),
    Column("serial", Text, nullable=False),
    Column("cartridge_gtin", Text, nullable=True, comment="GTIN-14"),
    Column("cartridges_per_session", Integer, nullable=False),
    UniqueConstraint("model", "serial", name="devices_serial"),
    CheckConstraint("cartridges_per_session > 0", name="devices_cartridges"),
)

appointments = Table(
    "appointments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("published_as", Uuid, nullable=True, comment="the patient in its events; null: patient_id"),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("starts_at", moment, nullable=False),
    Column("treatment_starts_at", moment, nullable=False),
    Column("ends_at", moment, nullable=False),
    Column("numbing_minutes", Integer, nullable=True, comment="null: all until treatment_starts_at"),
    Column("practitioner_id", ForeignKey("practitioners.id"), nullable=False),
    Column("room_id", ForeignKey("rooms.id"), nullable=False),
    Column("device_id", ForeignKey("devices.id"), nullable=True),
    Column("course_id", ForeignKey("courses.id", name="appointments_course", use_alter=True), nullable=True),
    Column("cartridge_gtin", Text, nullable=True),
    Column("cartridges", Integer, nullable=False),
    Column("short_since", moment, nullable=True, comment="the clinic has not its cartridges; null: it has"),
    Column("time_set_at", moment, nullable=False, comment="when the present time was chosen"),
    Column("notified_at", moment, nullable=True, comment="a message about the present time was accepted"),
    Column("unreached_at", moment, nullable=True),
    Column("unreached_reason", Text, nullable=True),
    Column("record_id", Uuid, nullable=True, comment="the consult or session that was recorded at it"),
    Column("cancel_reason", Text, nullable=True),
    Column("reinstated_from", Text, nullable=True, comment="what it was said to be by mistake"),
    Column("reinstated_at", moment, nullable=True),
    Column("reinstated_by", Text, nullable=True),
    Column("reinstated_because", Text, nullable=True),
    Column("held_since", moment, nullable=True, comment="it keeps its time and may not take place; null: it may"),
    Column("problems", JSONB, nullable=False, server_default="[]", comment="what stands in its way, and since when"),
    Column("reasoned", Boolean, nullable=False, server_default="false", comment="somebody gave a reason for its day"),
    Column("not_closed_since", moment, nullable=True, comment="it was over, and nobody had said what came of it"),
    Column("version", Integer, nullable=False),
    CheckConstraint("starts_at <= treatment_starts_at AND treatment_starts_at < ends_at", name="appointments_order"),
    Index("appointments_patient", "patient_id", "starts_at"),
    Index("appointments_clinic", "clinic_id", "starts_at"),
    Index("appointments_held", "clinic_id", "starts_at", postgresql_where=text("held_since IS NOT NULL")),
    Index(
        "appointments_not_closed",
        "ends_at",
        postgresql_where=text("status = 'booked' AND not_closed_since IS NULL"),
    ),
    Index("appointments_not_valid", "clinic_id", "starts_at", postgresql_where=text("problems <> '[]'")),
    Index(
        "appointments_one_ahead", "course_id", unique=True, postgresql_where=text("status = 'booked'")
    ),  # a course's next appointment is one
)

appointment_checks = Table(
    "appointment_checks",
    metadata,
    Column("appointment_id", ForeignKey("appointments.id"), primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, index=True),
    Column("asked_at", moment, nullable=False),
    comment="appointments that have to be looked at, because something on which they depend has changed",
)

holds = Table(
    "holds",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("course_id", ForeignKey("courses.id", name="holds_course", use_alter=True), nullable=True),
    Column("moving_id", ForeignKey("appointments.id"), nullable=True, comment="the appointment that may move there"),
    Column("starts_at", moment, nullable=False),
    Column("treatment_starts_at", moment, nullable=False),
    Column("ends_at", moment, nullable=False),
    Column("practitioner_id", ForeignKey("practitioners.id"), nullable=False),
    Column("room_id", ForeignKey("rooms.id"), nullable=False),
    Column("device_id", ForeignKey("devices.id"), nullable=True),
    Column("held_by", Text, nullable=False),
    Column("held_at", moment, nullable=False),
    Column("expires_at", moment, nullable=False, comment="from then on it holds nothing, even while the row is there"),
    Column("extended_at", moment, nullable=True, comment="null: it may be extended once"),
    comment="times that are kept for a patient for some minutes; a row ends with its hold",
)

occupations = Table(
    "occupations",
    metadata,
    # No foreign key: a hold occupies as an appointment does, and one constraint has to see both.
    Column("appointment_id", Uuid, primary_key=True, comment="an appointment, or a hold"),
    Column("resource_kind", Text, primary_key=True, comment="practitioner, room, device or patient"),
    Column("resource_id", Uuid, nullable=False),
    Column("during", TSTZRANGE, nullable=False, comment="while the appointment needs it"),
    # A singleton range of the id lets a plain GiST index refuse overlaps: no extension is needed (btree_gist).
    ExcludeConstraint(
        (text("uuidrange(resource_id, resource_id, '[]')"), "&&"),
        ("during", "&&"),
        using="gist",
        name="occupations_apart",
    ),
    # A search for free time reads some days from this index alone: the bound says how far back it has to look.
    Index("occupations_times", "resource_id", text("lower(during)"), postgresql_include=["during", "appointment_id"]),
    CheckConstraint("upper(during) - lower(during) <= interval '16 hours'", name="occupations_bounded"),
)
