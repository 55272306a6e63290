"""Clinics and patients as far as messages need them: where they are reached, and what they do not want."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Time,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

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
    Column("hours", JSONB, nullable=True, comment="of a usual week; null while they are not known"),
    Column("closed_days", JSONB, nullable=True, comment="local days of the year ahead; null while they are not known"),
)

patients = Table(
    "patients",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("given_name", Text, nullable=False),
    Column("home_clinic_id", Uuid, nullable=False, comment="its zone and quiet hours apply"),
    Column("phone", Text, nullable=True, comment="E.164"),
    Column("email", Text, nullable=True),
    Column("channel", Text, nullable=False, comment="how they want to be reached"),
    Column("marketing", Boolean, nullable=False, comment="what booking last said; an opt-out weighs more"),
    Column("language", Text, nullable=True, comment="BCP 47; null: not known yet"),
    Column("birth_digest", Text, nullable=True, comment="proves who opens a link; null: known since before links"),
    Column("merged_into", Uuid, nullable=True, index=True, comment="whose record goes on for this person"),
    Column(
        "addresses",
        JSONB(none_as_null=True),
        nullable=True,
        comment="all, the one to try first at the top; null: booking has named none, and phone and email are all",
    ),
    Column(
        "former_addresses",
        JSONB(none_as_null=True),
        nullable=True,
        comment="all before the last change; null: nothing changed since booking names them",
    ),
)
Index("patients_phone", patients.c.phone)
Index("patients_email", func.lower(patients.c.email))
Index(
    "patients_addresses",
    patients.c.addresses,
    postgresql_using="gin",
    postgresql_ops={"addresses": "jsonb_path_ops"},
)

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("scope", Text, primary_key=True),
    Column("id", Uuid, nullable=False, comment="UUIDv7: events with a lower id were made before the patient said stop"),
    Column("opted_out_at", DateTime(timezone=True), nullable=False),
    Column("question_id", Uuid, nullable=True, comment="meanwhile, until this question is answered; null: for good"),
)

opt_out_steps = Table(
    "opt_out_steps",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("what", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("how", Text, nullable=False, comment="text, whatsapp, in_person, phone, in_writing or booking"),
    Column("at", DateTime(timezone=True), nullable=False, comment="when the patient said so"),
    Column("noted_by", Text, nullable=False, comment="the subject of a token, or the service"),
    Column("noted_at", DateTime(timezone=True), nullable=False),
    Column("text_id", Uuid, nullable=True, comment="what they wrote; kept as long as texts are"),
    Column("note", Text, nullable=True, comment="how the patient agreed, in words"),
    CheckConstraint("what IN ('stopped', 'agreed')", name="opt_out_steps_what"),
    Index("opt_out_steps_of_patient", "patient_id", "id"),
    comment="who stopped messages and who agreed to them again, when, and how that is known",
)

contact_confirmations = Table(
    "contact_confirmations",
    metadata,
    Column("id", Uuid, primary_key=True, comment="the change, as booking named it"),
    Column("patient_id", Uuid, nullable=False),
    Column("code_hash", Text, nullable=False),
    Column("tries", Integer, nullable=False, comment="wrong codes so far"),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    CheckConstraint("state IN ('open', 'confirmed', 'void')", name="contact_confirmations_state"),
    Index("contact_confirmations_of_patient", "patient_id"),
)

bad_addresses = Table(
    "bad_addresses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("reason", Text, nullable=False, comment="what the carrier said; no contact data"),
    Column("found_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=True, comment="null: messages do not go there"),
    Column("ended_why", Text, nullable=True, comment="proven, changed, confirmed or merged"),
    Column("ended_by", Text, nullable=True, comment="who confirmed it"),
    CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="bad_addresses_ended"),
    comment="numbers and addresses at which carriers say that a patient is not reached",
)
Index(
    "bad_addresses_once",
    bad_addresses.c.patient_id,
    bad_addresses.c.channel,
    bad_addresses.c.address,
    unique=True,
    postgresql_where=bad_addresses.c.ended_at.is_(None),
)
Index("bad_addresses_of_patient", bad_addresses.c.patient_id)
Index(
    "bad_addresses_address",
    func.lower(bad_addresses.c.address),
    postgresql_where=bad_addresses.c.ended_at.is_(None),
)
