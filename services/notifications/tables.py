"""The tables of notifications: messages, what people write back, and the projections that both need."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
    false,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from chassis.worklist.tables import worklist_items as chassis_worklist_items

metadata = MetaData()
worklist_items = chassis_worklist_items.to_metadata(metadata)

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

appointments = Table(
    "appointments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("standing", Text, nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=True),
    Column("change", Integer, nullable=False, server_default=text("0"), comment="which change of it was the last"),
    Column("confirmed_start", DateTime(timezone=True), nullable=True, comment="the start that the patient confirmed"),
    Column("day_form_on", Date, nullable=True, comment="the local day whose form the patient has answered"),
)

waitlist_offers = Table(
    "waitlist_offers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("until", DateTime(timezone=True), nullable=False),
    comment="offers of freed times that can still be answered; whose they are, the messages about them say",
)

corrected_sessions = Table(
    "corrected_sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False, comment="the last of the record that arrived; the first has no row"),
    comment="sessions whose record was put right; whose they are, the messages about them say",
)

messages = Table(
    "messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("cause_id", Uuid, nullable=False, comment="the event, or the request, that it goes back to"),
    Column("template", Text, nullable=False),
    Column("recipient", Text, nullable=False, comment="patient/<id>, clinic/<id> or director/<place in line>"),
    Column("patient_id", Uuid, nullable=True),
    Column("clinic_id", Uuid, nullable=False, comment="the clinic that it is about"),
    Column("appointment_id", Uuid, nullable=True),
    Column("about", Text, nullable=False, comment="what it is called off by, e.g. appointment/<id>"),
    Column("happened_at", DateTime(timezone=True), nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=True, comment="the appointment's start that it tells"),
    Column("not_after", DateTime(timezone=True), nullable=False),
    Column("facts", JSONB, nullable=False, comment="what the event gave the template; no health data"),
    Column("status", Text, nullable=False),
    Column("planned_for", DateTime(timezone=True), nullable=True, comment="null: waits for facts to arrive"),
    Column("reason", Text, nullable=True, comment="why it was skipped, failed or cancelled"),
    Column("attempts", Integer, nullable=False, server_default=text("0"), comment="how often the channel failed"),
    Column("channel", Text, nullable=True, comment="how it travelled"),
    Column("subject", Text, nullable=True, comment="as sent"),
    Column("text", Text, nullable=True, comment="as sent"),
    Column("settled_at", DateTime(timezone=True), nullable=True, comment="when it was sent, skipped, ..."),
    Column("template_version", Text, nullable=False, server_default=text("'2026-11'"), comment="planned with it"),
    Column("template_digest", Text, nullable=True, comment="null: from before digests were kept"),
    Column("template_signature", Text, nullable=True, comment="who had signed the version when it was sent"),
    Column("language", Text, nullable=True, comment="BCP 47, as sent"),
    Column("language_wanted", Text, nullable=True, comment="BCP 47, what the patient wanted when it was sent"),
    Column("called", JSONB, nullable=False, server_default=text("'[]'"), comment="who called, and what came of it"),
    Column("waits_for", Text, nullable=True, comment="the channel whose carrier it waits for, since it was due"),
    CheckConstraint(
        "status IN ('planned', 'sending', 'sent', 'doubtful', 'skipped', 'failed', 'cancelled')", name="messages_status"
    ),
    UniqueConstraint("cause_id", "template", "recipient", name="messages_once"),
)
Index("messages_patient", messages.c.patient_id, messages.c.id)
Index("messages_clinic", messages.c.clinic_id, messages.c.id)
Index(
    "messages_waiting",
    messages.c.id,
    postgresql_where=(messages.c.status == text("'planned'")) & messages.c.planned_for.is_(None),
)
Index("messages_settled", messages.c.settled_at, postgresql_where=messages.c.settled_at.is_not(None))
Index("messages_about", messages.c.about, postgresql_where=messages.c.recipient.like(text("'director/%'")))
Index("messages_planned_about", messages.c.about, postgresql_where=messages.c.status == text("'planned'"))

links = Table(
    "links",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("message_id", Uuid, ForeignKey("messages.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("patient_id", Uuid, nullable=False),
    Column("clinic_id", Uuid, nullable=False, comment="the clinic that it is about"),
    Column("about", Text, nullable=False, comment="the message's: what ends it"),
    Column("act", Text, nullable=False, comment="what it is for"),
    Column("subject_id", Uuid, nullable=False, comment="the health form, appointment or message that it opens"),
    Column("digest", Text, nullable=False, unique=True, comment="of its secret, which is kept nowhere"),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False, comment="wrong dates of birth since it was last opened"),
    Column("opened", Integer, nullable=False, comment="how often"),
    Column("ended_as", Text, nullable=True, comment="why it opens nothing any longer"),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    Column("note", Text, nullable=True, comment="of whoever ended it"),
    CheckConstraint("state IN ('open', 'ended')", name="links_state"),
    comment="links in messages, made when a message leaves",
)
Index("links_of_patient", links.c.patient_id, links.c.id)
Index("links_about", links.c.about)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Uuid, primary_key=True, comment="the key that the carrier gets"),
    Column("message_id", Uuid, ForeignKey("messages.id", ondelete="CASCADE"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=True, comment="why it was not taken, failed or is doubtful; no contact data"),
    Column("provider_id", Text, nullable=True, comment="the carrier's own id of it"),
    Column("handed_over_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False, comment="since when it is in this state"),
    Column("looks", Integer, nullable=False, server_default=text("0"), comment="how often the carrier was asked"),
    CheckConstraint(
        "state IN ('handing_over', 'not_taken', 'doubtful', 'accepted', 'sent', 'failed', 'delivered', 'read')",
        name="deliveries_state",
    ),
    comment="each hand-over of a message to a carrier, written before it begins",
)
Index("deliveries_of_message", deliveries.c.message_id, deliveries.c.id)
Index("deliveries_age", deliveries.c.handed_over_at)
Index("deliveries_address", deliveries.c.address, deliveries.c.handed_over_at)
Index(
    "deliveries_provider",
    deliveries.c.channel,
    deliveries.c.provider_id,
    postgresql_where=deliveries.c.provider_id.is_not(None),
)

carriers = Table(
    "carriers",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("failures", Integer, nullable=False, comment="hand-overs in a row that it did not answer"),
    Column("down_since", DateTime(timezone=True), nullable=True, comment="null: it carries"),
    Column("next_probe_at", DateTime(timezone=True), nullable=True, comment="nothing else leaves before"),
    Column("reason", Text, nullable=True, comment="what it failed with last"),
    comment="what all workers know of the carrier of each channel",
)

channel_journal = Table(
    "channel_journal",
    metadata,
    Column("message_id", Uuid, primary_key=True, comment="handed over twice, kept once"),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("handed_over_at", DateTime(timezone=True), nullable=False),
)
Index("channel_journal_age", channel_journal.c.handed_over_at)
Index("channel_journal_address", channel_journal.c.address, channel_journal.c.handed_over_at)

threads = Table(
    "threads",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=True, comment="who writes; null: nobody is known, or several can have written"),
    Column("channel", Text, nullable=True, comment="null: a patient's, whichever way they write"),
    Column("address", Text, nullable=True, comment="from which it is written, while nobody knows by whom"),
    Column("clinic_id", Uuid, nullable=True, comment="whose front desk answers; null: nobody knows whose"),
    Column("state", Text, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False, comment="since when somebody waits, or nobody does"),
    Column("assigned_to", Text, nullable=True, comment="the subject of a token"),
    Column("steps", JSONB, nullable=False, comment="who did what about it, and when"),
    CheckConstraint("state IN ('open', 'waiting', 'closed')", name="threads_state"),
    CheckConstraint("(patient_id IS NULL) = (address IS NOT NULL)", name="threads_of"),
    CheckConstraint("(address IS NULL) = (channel IS NULL)", name="threads_from"),
    comment="conversations of front desks with those who write back",
)
Index("threads_of_patient", threads.c.patient_id, unique=True, postgresql_where=threads.c.patient_id.is_not(None))
Index(
    "threads_of_address",
    threads.c.channel,
    threads.c.address,
    unique=True,
    postgresql_where=threads.c.patient_id.is_(None),
)
Index("threads_waiting", threads.c.state, threads.c.since)
Index("threads_of_clinic", threads.c.clinic_id, threads.c.since, threads.c.id)

texts = Table(
    "texts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("gateway_id", Text, nullable=True, comment="the gateway's own id of it; null: it gave none"),
    Column("channel", Text, nullable=False),
    Column("sender", Text, nullable=False, comment="the number or address that it came from"),
    Column("text", Text, nullable=False, comment="may be about health"),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("known", Boolean, nullable=False, comment="whether a patient is reached there"),
    Column("scope", Text, nullable=True, comment="what it asked to stop"),
    Column("silenced", Integer, nullable=False, comment="for how many patients that changed something"),
    Column("hints", JSONB, nullable=False, comment="what a machine recognised in its words"),
    Column("state", Text, nullable=False),
    Column("steps", JSONB, nullable=False, comment="who settled or reopened it, when and why"),
    Column("taken_for", Text, nullable=True, comment="what a machine took it for; null: a person reads it"),
    Column("appointment_id", Uuid, nullable=True, comment="the appointment that it may mean"),
    Column("read_by", DateTime(timezone=True), nullable=True, comment="by when a person should have dealt with it"),
    Column("thread_id", Uuid, ForeignKey("threads.id", ondelete="SET NULL"), nullable=True),
    Column(
        "says_more", Boolean, nullable=False, server_default=false(), comment="it asks to stop, and is read as well"
    ),
    CheckConstraint("state IN ('open', 'settled', 'obeyed')", name="texts_state"),
)
Index(
    "texts_once",
    texts.c.channel,
    texts.c.gateway_id,
    unique=True,
    postgresql_where=texts.c.gateway_id.is_not(None),
)
Index("texts_received", texts.c.received_at)
Index("texts_of_thread", texts.c.thread_id, texts.c.received_at)
Index("texts_of_unknown", texts.c.sender, texts.c.received_at, postgresql_where=~texts.c.known)

text_patients = Table(
    "text_patients",
    metadata,
    Column("text_id", Uuid, ForeignKey("texts.id", ondelete="CASCADE"), primary_key=True),
    Column("patient_id", Uuid, primary_key=True, comment="who is reached where the text came from"),
    Column("clinic_id", Uuid, nullable=False, comment="their home clinic when it came"),
    Index("text_patients_of_patient", "patient_id"),
)

whatsapp_contacts = Table(
    "whatsapp_contacts",
    metadata,
    Column("address", Text, primary_key=True, comment="number by which patients are known; else WhatsApp's id"),
    Column("user_id", Text, nullable=True, comment="WhatsApp's own id of the person, which changes with the number"),
    Column("number", Text, nullable=True, comment="E.164: the new number, as WhatsApp said"),
    Column("wrote_at", DateTime(timezone=True), nullable=True, comment="when they last wrote to us, by its clock"),
    Column("seen_at", DateTime(timezone=True), nullable=False, comment="when it last said something about them"),
    Index("whatsapp_contacts_user_id", "user_id"),
    Index("whatsapp_contacts_number", "number"),
    Index("whatsapp_contacts_age", "seen_at"),
    comment="people as WhatsApp names them",
)

whatsapp_templates = Table(
    "whatsapp_templates",
    metadata,
    Column("name", Text, primary_key=True),
    Column("language", Text, primary_key=True, comment="as WhatsApp writes it: pt_PT"),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=True),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    CheckConstraint(
        "state IN ('approved', 'pending', 'rejected', 'paused', 'disabled', 'refused')", name="whatsapp_templates_state"
    ),
    comment="what WhatsApp has said about templates",
)

reply_questions = Table(
    "reply_questions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("asked", Text, nullable=False, comment="cancel_or_stop, whose_stop, whose_start or which_appointment"),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False, comment="to which it was asked"),
    Column("text_id", Uuid, ForeignKey("texts.id", ondelete="CASCADE"), nullable=False, comment="what made it needed"),
    Column("scope", Text, nullable=True, comment="what stops, when the answer is a stop"),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    CheckConstraint("state IN ('open', 'answered', 'lapsed', 'settled')", name="reply_questions_state"),
    comment="what somebody who wrote back was asked, because their words could mean several things",
)
Index(
    "reply_questions_open",
    reply_questions.c.channel,
    reply_questions.c.address,
    unique=True,
    postgresql_where=reply_questions.c.state == text("'open'"),
)
Index("reply_questions_of_text", reply_questions.c.text_id)

reply_options = Table(
    "reply_options",
    metadata,
    Column("question_id", Uuid, ForeignKey("reply_questions.id", ondelete="CASCADE"), primary_key=True),
    Column("reply", Text, primary_key=True, comment="what to answer, e.g. C1"),
    Column("patient_id", Uuid, nullable=False),
    Column("appointment_id", Uuid, nullable=True),
    Column("starts_at", DateTime(timezone=True), nullable=True, comment="the appointment's start, as it was said"),
    Index("reply_options_of_patient", "patient_id"),
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

escalation_policies = Table(
    "escalation_policies",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", Uuid, nullable=False),
    Column("starts_on", Date, nullable=False, comment="first local day on which it counts"),
    Column("lines", JSONB, nullable=False, comment="by cause, who is asked in order and for how many minutes"),
    Column(
        "told_of_recalls", JSONB, nullable=False, server_default="[]", comment="names and addresses; they are not asked"
    ),
    Column("set_at", DateTime(timezone=True), nullable=False),
    Column("set_by", Text, nullable=False),
    Index("escalation_policies_of_clinic", "clinic_id", "starts_on", "id"),
)

escalations = Table(
    "escalations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("cause", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="of the item of a worklist"),
    Column("subject_id", Uuid, nullable=False, comment="the item; the report of a reaction"),
    Column("clinic_id", Uuid, nullable=False),
    Column("line", JSONB, nullable=False, comment="who is asked, as it was set when it began"),
    Column("asked", Integer, nullable=False, comment="how many in line were asked"),
    Column("next_at", DateTime(timezone=True), nullable=True, comment="when the time of the last asked is over"),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("settled_at", DateTime(timezone=True), nullable=True, comment="acknowledged or ended; null: open"),
    Column("settled_by", Text, nullable=True, comment="who acknowledged it; null: a fact ended it"),
    Column("why", Text, nullable=True, comment="the fact that ended it"),
    CheckConstraint("state IN ('open', 'acknowledged', 'ended')", name="escalations_state"),
    CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="escalations_settled"),
    Index("escalations_one_open", "subject_id", unique=True, postgresql_where=text("state = 'open'::text")),
    Index("escalations_of_clinic", "clinic_id", "id"),
)
"""They name no patient: whoever is asked signs in to learn more."""

escalation_steps = Table(
    "escalation_steps",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("escalation_id", Uuid, ForeignKey("escalations.id", ondelete="CASCADE"), nullable=False),
    Column("what", Text, nullable=False),
    Column("who", Text, nullable=True, comment="who was asked, or who acknowledged it"),
    Column("ways", JSONB, nullable=False, comment="channels by which they were written to; none: the desk calls"),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("escalation_steps_of", "escalation_id", "id"),
)
