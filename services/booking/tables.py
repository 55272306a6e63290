"""Booking's tables. Times are UTC; local decisions are made in the clinic's zone (`clinics.time_zone`)."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSTZRANGE, ExcludeConstraint

metadata = MetaData()
moment = DateTime(timezone=True)
depth = Numeric()

clinics = Table(
    "clinics",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("time_zone", Text, nullable=False, comment="IANA name"),
    Column("map_link", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("messages_from", Time, nullable=False, comment="local"),
    Column("messages_until", Time, nullable=False, comment="local"),
    Column("stock_contact", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

opening_hours = Table(
    "opening_hours",
    metadata,
    Column("clinic_id", ForeignKey("clinics.id"), primary_key=True),
    Column("weekday", SmallInteger, primary_key=True, autoincrement=False, comment="0 is Monday"),
    Column("opens", Time, primary_key=True, comment="local"),
    Column("closes", Time, nullable=False, comment="local"),
    CheckConstraint("opens < closes", name="opening_hours_order"),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="opening_hours_weekday"),
)

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
    Column("practitioner_id", ForeignKey("practitioners.id"), primary_key=True),
    Column("modality", Text, primary_key=True),
    Column("max_depth_mm", depth, nullable=False),
)

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
    Column("channel", Text, nullable=False),
    Column("marketing", Boolean, nullable=False),
    Column("opted_out_at", moment, nullable=True, comment="said stop to all messages"),
    Column("version", Integer, nullable=False),
)

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
    Column("planned_at", moment, nullable=False),
    CheckConstraint("performed <= sessions", name="courses_performed"),
)

appointments = Table(
    "appointments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("starts_at", moment, nullable=False),
    Column("treatment_starts_at", moment, nullable=False),
    Column("ends_at", moment, nullable=False),
    Column("practitioner_id", ForeignKey("practitioners.id"), nullable=False),
    Column("room_id", ForeignKey("rooms.id"), nullable=False),
    Column("device_id", ForeignKey("devices.id"), nullable=True),
    Column("course_id", ForeignKey("courses.id", name="appointments_course", use_alter=True), nullable=True),
    Column("cartridge_gtin", Text, nullable=True),
    Column("cartridges", Integer, nullable=False),
    Column("time_set_at", moment, nullable=False, comment="when the present time was chosen"),
    Column("notified_at", moment, nullable=True, comment="a message about the present time was accepted"),
    Column("unreached_at", moment, nullable=True),
    Column("unreached_reason", Text, nullable=True),
    Column("cancel_reason", Text, nullable=True),
    Column("version", Integer, nullable=False),
    CheckConstraint("starts_at <= treatment_starts_at AND treatment_starts_at < ends_at", name="appointments_order"),
    Index("appointments_patient", "patient_id", "starts_at"),
    Index("appointments_clinic", "clinic_id", "starts_at"),
    Index(
        "appointments_one_ahead", "course_id", unique=True, postgresql_where=text("status = 'booked'")
    ),  # a course's next appointment is one
)

occupations = Table(
    "occupations",
    metadata,
    Column("appointment_id", ForeignKey("appointments.id"), primary_key=True),
    Column("resource_kind", Text, primary_key=True, comment="practitioner, room, device or patient"),
    Column("resource_id", Uuid, nullable=False),
    Column("during", TSTZRANGE, nullable=False, comment="numbing time included"),
    # A singleton range of the id lets a plain GiST index refuse overlaps: no extension is needed (btree_gist).
    ExcludeConstraint(
        (text("uuidrange(resource_id, resource_id, '[]')"), "&&"),
        ("during", "&&"),
        using="gist",
        name="occupations_apart",
    ),
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
