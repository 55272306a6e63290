"""The calendar: rooms, devices, appointments and holds, and what each of them occupies. Times are UTC."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
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
    Column("chairs", Integer, nullable=False, server_default="1", comment="the greatest of its capacities, or 1"),
    UniqueConstraint("clinic_id", "name", name="rooms_name"),
)

room_capacities = Table(
    "room_capacities",
    metadata,
    Column("room_id", ForeignKey("rooms.id"), primary_key=True),
    Column("begins_on", Date, primary_key=True, comment="local; until the next that begins"),
    Column("at_once", Integer, nullable=False, comment="appointments"),
    Column("reason", Text, nullable=True),
    Column("entered_by", Text, nullable=False),
    Column("entered_at", moment, nullable=False),
    CheckConstraint("at_once BETWEEN 1 AND 20", name="room_capacities_at_once"),
)
"""How many appointments rooms take at once, from a day on; a room without a row takes one."""

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
    Column(
        "substitute_gtin", Text, nullable=True, comment="what inventory holds instead of cartridge_gtin; null: nothing"
    ),
    Column("time_set_at", moment, nullable=False, comment="when the present time was chosen"),
    Column("moves", Integer, nullable=False, server_default="0", comment="how often its patient has moved it"),
    Column("notified_at", moment, nullable=True, comment="since when what notified_as says is so"),
    Column("notified_as", Text, nullable=True, comment="how far a message about the present time has come"),
    Column("read_at", moment, nullable=True, comment="one was opened, as its carrier says"),
    Column("confirmed_at", moment, nullable=True, comment="the patient wrote that they come at the present time"),
    Column("unreached_at", moment, nullable=True),
    Column("unreached_reason", Text, nullable=True),
    Column("wanted_to_cancel_at", moment, nullable=True, comment="the patient wrote so, and the time had changed"),
    Column("record_id", Uuid, nullable=True, comment="the consult or session that was recorded at it"),
    Column("cancel_reason", Text, nullable=True),
    Column("cancel_code", Text, nullable=True, comment="why it was cancelled, as it was published"),
    Column("reinstated_from", Text, nullable=True, comment="what it was said to be by mistake"),
    Column("reinstated_at", moment, nullable=True),
    Column("reinstated_by", Text, nullable=True),
    Column("reinstated_because", Text, nullable=True),
    Column("held_since", moment, nullable=True, comment="it keeps its time and may not take place; null: it may"),
    Column("problems", JSONB, nullable=False, server_default="[]", comment="what stands in its way, and since when"),
    Column("reasoned", Boolean, nullable=False, server_default="false", comment="somebody gave a reason for its day"),
    Column("overlaps_because", Text, nullable=True, comment="why it was booked on what was taken; null: it was not"),
    Column("overlaps_by", Text, nullable=True),
    Column("not_closed_since", moment, nullable=True, comment="it was over, and nobody had said what came of it"),
    Column("station", Text, nullable=True, comment="where the patient is, as it was noted last; null: not arrived"),
    Column("station_at", moment, nullable=True, comment="since when"),
    Column("performed_at", moment, nullable=True, comment="when what was recorded at it took place"),
    Column("version", Integer, nullable=False),
    CheckConstraint("(overlaps_because IS NULL) = (overlaps_by IS NULL)", name="appointments_overlaps"),
    CheckConstraint("(station IS NULL) = (station_at IS NULL)", name="appointments_station"),
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
    Index("appointments_overlap", "clinic_id", "starts_at", postgresql_where=text("overlaps_because IS NOT NULL")),
    Index("appointments_of_course", "course_id", postgresql_where=text("status = 'booked'")),
)

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("practitioner_id", ForeignKey("practitioners.id"), nullable=True, comment="null: the whole clinic"),
    Column("name", Text, nullable=False, comment="what its reader calls it, such as a telephone"),
    Column("digest", Text, nullable=False, unique=True, comment="of the secret in its address, which is kept nowhere"),
    Column("made_by", Text, nullable=False),
    Column("made_at", moment, nullable=False),
    Column("last_read_on", Date, nullable=True, comment="UTC"),
    Column("ended_at", moment, nullable=True),
    Column("ended_by", Text, nullable=True),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="calendar_feeds_ended"),
    Index("calendar_feeds_clinic", "clinic_id", "id"),
)
"""Addresses at which a calendar program reads a diary."""

visit_stations = Table(
    "visit_stations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("appointment_id", ForeignKey("appointments.id"), nullable=False),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("station", Text, nullable=False, comment="arrived, numbing, in_treatment, done or left"),
    Column("at", moment, nullable=False, comment="when it was so"),
    Column("reason", Text, nullable=True, comment="why the patient left without a treatment"),
    Column("noted_by", Text, nullable=False),
    Column("noted_at", moment, nullable=False),
    Column("withdrawn_at", moment, nullable=True),
    Column("withdrawn_by", Text, nullable=True),
    Column("withdrawn_because", Text, nullable=True),
    CheckConstraint(
        "(withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_because IS NULL)",
        name="visit_stations_withdrawn",
    ),
    Index("visit_stations_of_appointment", "appointment_id", "noted_at"),
    Index(
        "visit_stations_once",
        "appointment_id",
        "station",
        unique=True,
        postgresql_where=text("withdrawn_at IS NULL"),
    ),
)
"""Where patients were in their visits, each as a fact with its moment."""

attendance_policies = Table(
    "attendance_policies",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=True, comment="null: of the chain"),
    Column("begins_on", Date, nullable=False, comment="local; until the next that begins"),
    Column("kinds", ARRAY(Text), nullable=False, comment="of appointments"),
    Column("late_hours", Integer, nullable=True, comment="before the start; null: nobody cancels late"),
    Column("spared", Integer, nullable=False, comment="how many pass without a consequence"),
    Column("deposit_kinds", ARRAY(Text), nullable=False, comment="of appointments for which a deposit is asked"),
    Column("count_days", Integer, nullable=False, comment="for how long something counts"),
    Column("missed_limit", Integer, nullable=True, comment="from how many on more is asked; null: never"),
    Column("before_booking", Text, nullable=False, comment="confirmation or deposit"),
    Column("late_moves", Boolean, nullable=False, server_default="false", comment="who moves late cancels late"),
    Column("reason", Text, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("entered_at", moment, nullable=False),
    Column("replaced_at", moment, nullable=True, comment="by another for the same day, or taken back; null: it holds"),
    Index(
        "attendance_policies_once",
        text("coalesce(clinic_id, '00000000-0000-0000-0000-000000000000')"),
        "begins_on",
        unique=True,
        postgresql_where=text("replaced_at IS NULL"),
    ),
)
"""What is agreed with patients about late cancellations, no-shows and deposits, each version from a day on."""

attendance_facts = Table(
    "attendance_facts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("appointment_id", ForeignKey("appointments.id"), nullable=False, index=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("fact", Text, nullable=False, comment="cancelled_late, missed or deposit"),
    Column("at", moment, nullable=False),
    Column("policy_id", ForeignKey("attendance_policies.id"), nullable=True, comment="null: none was in force"),
    Column("spared", Boolean, nullable=False, comment="it passes without a consequence, and counts"),
    Column("moved_from", moment, nullable=True, comment="the start that was given up by a late move; null: no move"),
    Column("state", Text, nullable=False, comment="stands, waived, paid or withdrawn"),
    Column("reference", Text, nullable=True, comment="the till's, of what was paid"),
    Column("noted_by", Text, nullable=False),
    Column("settled_at", moment, nullable=True),
    Column("settled_by", Text, nullable=True),
    Column("settled_because", Text, nullable=True),
    CheckConstraint("state IN ('stands', 'waived', 'paid', 'withdrawn')", name="attendance_facts_state"),
    CheckConstraint("(settled_at IS NULL) = (state = 'stands')", name="attendance_facts_settled"),
    Index("attendance_facts_of_patient", "patient_id", "at"),
    Index("attendance_facts_of_clinic", "clinic_id", "at"),
)
"""What counts, for the till and for who books the next appointment. Nothing is charged here."""

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
    Column(
        "lane",
        Integer,
        nullable=False,
        server_default="0",
        comment="the chair of a room that has several, or of an overlap",
    ),
    # A singleton range of the id lets a plain GiST index refuse overlaps: no extension is needed (btree_gist).
    ExcludeConstraint(
        (text("uuidrange(resource_id, resource_id, '[]')"), "&&"),
        ("during", "&&"),
        (text("int4range(lane, lane, '[]')"), "&&"),
        using="gist",
        name="occupations_apart",
    ),
    Index(
        "occupations_overlapping",
        text("uuidrange(resource_id, resource_id, '[]')"),
        "during",
        postgresql_using="gist",
        postgresql_where=text("lane > 0"),
    ),
    # A search for free time reads some days from this index alone: the bound says how far back it has to look.
    Index("occupations_times", "resource_id", text("lower(during)"), postgresql_include=["during", "appointment_id"]),
    CheckConstraint("lane = 0 OR resource_kind IN ('practitioner', 'room')", name="occupations_lanes"),
    CheckConstraint("upper(during) - lower(during) <= interval '16 hours'", name="occupations_bounded"),
)

calendar_changes = Table(
    "calendar_changes",
    metadata,
    Column("resource_id", Uuid, primary_key=True, comment="zero: who and what there is at the clinics was changed"),
    Column("transaction", BigInteger, primary_key=True, autoincrement=False, comment="the xid8 of PostgreSQL"),
    Index("calendar_changes_transaction", "transaction"),
    comment="by which transaction the calendar of a practitioner, room or device was changed last, written by triggers",
)
