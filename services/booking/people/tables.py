"""Who there is: clinics, practitioners and patients. Times are UTC unless a column says local."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
    Time,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

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
    Column("hours_version", Integer, nullable=False, server_default="0", comment="changes of when it is open"),
)

clinic_settings = Table(
    "clinic_settings",
    metadata,
    Column("clinic_id", ForeignKey("clinics.id"), primary_key=True),
    Column("numbing_minutes", SmallInteger, nullable=True, comment="null: as the protocol says"),
    Column("arrive_minutes", SmallInteger, nullable=True, comment="null: as the chain does it"),
    Column("recover_minutes", SmallInteger, nullable=True, comment="null: as the chain does it"),
    Column("clean_minutes", SmallInteger, nullable=True, comment="null: as the chain does it"),
    Column("holiday_region", Text, nullable=True, comment="null: the country of the time zone"),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("numbing_minutes BETWEEN 0 AND 240", name="clinic_settings_numbing"),
    CheckConstraint(
        "arrive_minutes BETWEEN 0 AND 120 AND recover_minutes BETWEEN 0 AND 120 AND clean_minutes BETWEEN 0 AND 120",
        name="clinic_settings_phases",
    ),
)

clinic_closures = Table(
    "clinic_closures",
    metadata,
    Column("clinic_id", ForeignKey("clinics.id"), primary_key=True),
    Column("day", Date, primary_key=True, comment="local, the whole of it"),
    Column("reason", Text, nullable=False),
    Column("opens", ARRAY(Time), nullable=False, server_default="{}", comment="local; empty: closed"),
    Column("closes", ARRAY(Time), nullable=False, server_default="{}", comment="local; 00:00: until midnight"),
    CheckConstraint("cardinality(opens) = cardinality(closes)", name="clinic_closures_hours"),
)
"""Days that differ from the weekly hours: closed, shorter or longer."""

opened_holidays = Table(
    "opened_holidays",
    metadata,
    Column("clinic_id", ForeignKey("clinics.id"), primary_key=True),
    Column("day", Date, primary_key=True, comment="local"),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", moment, nullable=False),
)
"""Public holidays on which a clinic is open all the same."""

opening_hours = Table(
    "opening_hours",
    metadata,
    Column("clinic_id", ForeignKey("clinics.id"), primary_key=True),
    Column(
        "begins_on", Date, primary_key=True, server_default="0001-01-01", comment="local; until the next that begins"
    ),
    Column("weekday", SmallInteger, primary_key=True, autoincrement=False, comment="0 is Monday"),
    Column("opens", Time, primary_key=True, comment="local"),
    Column("closes", Time, nullable=False, comment="local; 00:00: until midnight"),
    CheckConstraint("opens < closes OR closes = '00:00'", name="opening_hours_order"),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="opening_hours_weekday"),
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
    Column("language", Text, nullable=False, server_default="en", comment="BCP 47"),
    Column("channel", Text, nullable=False),
    Column("marketing", Boolean, nullable=False),
    Column("opted_out_at", moment, nullable=True, comment="said stop to all messages"),
    Column("erased_at", moment, nullable=True),
    Column("merged_into", ForeignKey("patients.id"), nullable=True, index=True, comment="whose record goes on"),
    Column("version", Integer, nullable=False),
    Column("found_by", TSVECTOR, nullable=True, comment="keys of a search; null: nobody is to be found"),
    Index("patients_found_by", "found_by", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
    Index("patients_birthday", "date_of_birth"),
)

PATIENT_COLUMNS = [each for each in patients.c if each.name != "found_by"]
"""The columns of a patient that say something of them; the keys repeat what the others say."""

processing_consents = Table(
    "processing_consents",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("wording", Text, nullable=False),
    Column("agreed_at", moment, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Index("processing_consents_of_patient", "patient_id", "id"),
)

guardians = Table(
    "guardians",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("relation", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", moment, nullable=False),
    Column("ended_by", Text, nullable=True, comment="who took it off the record"),
    Column("ended_at", moment, nullable=True),
    Column("ended_because", Text, nullable=True),
    CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="guardians_ended"),
)

patient_notes = Table(
    "patient_notes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("text", Text, nullable=True, comment="null: removed"),
    Column("written_by", Text, nullable=False),
    Column("written_at", moment, nullable=False),
    Column("amends", Uuid, nullable=True, comment="the note whose place it takes"),
    Column("gone_at", moment, nullable=True, comment="amended by another one, or removed"),
    Column("removed_by", Text, nullable=True),
)

merge_proposals = Table(
    "merge_proposals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True, comment="whose record would end"),
    Column("into", ForeignKey("patients.id"), nullable=False, comment="whose record would go on"),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, comment="the home clinic of the record that ends"),
    Column("reason", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", moment, nullable=False),
    Column("status", Text, nullable=False),
    Column("settled_by", Text, nullable=True),
    Column("settled_at", moment, nullable=True),
    Column("settled_because", Text, nullable=True),
    CheckConstraint("status IN ('proposed', 'merged', 'rejected', 'withdrawn')", name="merge_proposals_status"),
    CheckConstraint("(status = 'proposed') = (settled_at IS NULL)", name="merge_proposals_settled"),
    Index("merge_proposals_open", "clinic_id", postgresql_where=text("status = 'proposed'")),
)

possible_duplicates = Table(
    "possible_duplicates",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True, comment="who was registered as new"),
    Column("other_id", ForeignKey("patients.id"), nullable=False, index=True, comment="who was there before"),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, comment="where somebody has to find out"),
    Column("same", ARRAY(Text), nullable=False, comment="what both records have in common"),
    Column("reason", Text, nullable=False, comment="why somebody registered them all the same"),
    Column("noted_by", Text, nullable=False),
    Column("noted_at", moment, nullable=False),
    Column("status", Text, nullable=False),
    Column("settled_by", Text, nullable=True),
    Column("settled_at", moment, nullable=True),
    Column("settled_because", Text, nullable=True),
    CheckConstraint("status IN ('open', 'merged', 'two_people', 'erased')", name="possible_duplicates_status"),
    CheckConstraint("(status = 'open') = (settled_at IS NULL)", name="possible_duplicates_settled"),
    Index("possible_duplicates_open", "clinic_id", postgresql_where=text("status = 'open'")),
)

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

care_relationships = Table(
    "care_relationships",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", moment, nullable=False),
    Column("until", moment, nullable=False),
    Column("ended_by", Text, nullable=True, comment="who ended it before its time"),
    Column("ended_because", Text, nullable=True),
    CheckConstraint("(ended_by IS NULL) = (ended_because IS NULL)", name="care_relationships_ended"),
    Index("care_relationships_of_patient", "patient_id", "clinic_id"),
    Index("care_relationships_at", "clinic_id", "until"),
)

emergency_accesses = Table(
    "emergency_accesses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, comment="where the patient was"),
    Column("home_clinic_id", ForeignKey("clinics.id"), nullable=False, comment="the patient's at that time"),
    Column("reason", Text, nullable=False),
    Column("opened_by", Text, nullable=False, comment="to nobody else is the record open"),
    Column("practitioner_id", Uuid, nullable=True, comment="as the token names them, known here or not"),
    Column("opened_at", moment, nullable=False),
    Column("until", moment, nullable=False),
    Column("reviewed_by", Text, nullable=True),
    Column("reviewed_at", moment, nullable=True),
    Column("note", Text, nullable=True, comment="what the review found"),
    CheckConstraint(
        "(reviewed_at IS NULL) = (reviewed_by IS NULL) AND (reviewed_at IS NULL) = (note IS NULL)",
        name="emergency_accesses_reviewed",
    ),
    Index("emergency_accesses_of_patient", "patient_id", "opened_by"),
    Index("emergency_accesses_open", "id", postgresql_where=text("reviewed_at IS NULL")),
)

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
