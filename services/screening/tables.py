"""Screening's tables. Everything about one patient is written under the lock of the patient's row."""

from sqlalchemy import (
    BigInteger,
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
    SmallInteger,
    Table,
    Text,
    Uuid,
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
    Column("time_zone", Text, comment="IANA name; null while only the clinic's id is known"),
)

patients = Table(
    "patients",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("date_of_birth", Date, comment="null while only the patient's id is known"),
    Column("home_clinic_id", Uuid),
    Column("language", Text, comment="BCP 47; null while only the patient's id is known"),
    Column("erased_at", DateTime(timezone=True)),
    Column("merged_into", Uuid, index=True, comment="whose record goes on for this person"),
    Column("merged_at", DateTime(timezone=True), comment="when another record of this person ended in this one"),
)

care_relationships = Table(
    "care_relationships",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("clinic_id", Uuid, primary_key=True),
    Column("until", DateTime(timezone=True), nullable=False),
)

emergency_accesses = Table(
    "emergency_accesses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("clinic_id", Uuid, nullable=False, comment="for which the clinician works"),
    Column("opened_by", Text, nullable=False, comment="to nobody else is the record open"),
    Column("until", DateTime(timezone=True), nullable=False),
    Index("emergency_accesses_of_patient", "patient_id", "opened_by"),
)

intakes = Table(
    "intakes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", Uuid, nullable=False, comment="the home clinic"),
    Column("reason", Text, nullable=False, comment="why the patient is asked"),
    Column("questions", JSONB, comment="codes of the questions that are asked; null for the whole declaration"),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("declared_at", DateTime(timezone=True), comment="when it was last filled in; null while it waits"),
    Column("signed_at", DateTime(timezone=True), comment="when it was last signed; null when it was sent unsigned"),
    Column("answers", JSONB, comment="saved and not signed, so they decide nothing: health data"),
    Column("answers_version", Integer, nullable=False, server_default="0", comment="counts every change of answers"),
    Column("answers_language", Text, comment="in which the questions were read, when it was said"),
    Column("answers_saved_at", DateTime(timezone=True)),
    Column("answers_saved_by", Text),
    Index("intakes_of_patient", "patient_id", "id"),
)

declarations = Table(
    "declarations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, comment="the patient's latest counts"),
    Column("intake_id", Uuid, ForeignKey("intakes.id"), nullable=False),
    Column("patient_id", Uuid, ForeignKey("patients.id"), nullable=False),
    Column("answers", JSONB, nullable=False, comment="health data: never leaves this service"),
    Column("rule_set", Text, nullable=False, comment="the version whose questions were answered"),
    Column("rule_set_digest", Text, comment="of that version; null before digests were kept"),
    Column("language", Text, comment="in which the questions were read, when it was said"),
    Column("whole_at", DateTime(timezone=True), nullable=False, comment="when all of it was answered together"),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    Column("submitted_by", Text, nullable=False),
    Column("signed_name", Text, comment="as it was typed; null when it was sent unsigned"),
    Column("signer", Text, comment="in which role somebody signed"),
    CheckConstraint("(signed_name IS NULL) = (signer IS NULL)", name="declarations_signed"),
    CheckConstraint("signer IN ('patient', 'guardian')", name="declarations_signer"),
    Index("declarations_of_patient", "patient_id", "number"),
)

consults = Table(
    "consults",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", Uuid, nullable=False),
    Column("skin_type", SmallInteger, nullable=False, comment="Fitzpatrick"),
    Column("suitable", Boolean, nullable=False),
    Column("plan", JSONB, nullable=False),
    Column("findings", JSONB, nullable=False, server_default="[]", comment="what was seen, and where"),
    Column("completed_at", DateTime(timezone=True), nullable=False),
    Column("published_as", Uuid, comment="the patient in its events; null: patient_id"),
    Column(
        "number", Integer, Identity(always=True), nullable=False, comment="the order in which booking published them"
    ),
    Index("consults_of_patient", "patient_id", "number"),
    Index("consults_of_clinic", "clinic_id"),
)

screenings = Table(
    "screenings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, ForeignKey("patients.id"), nullable=False),
    Column("published_as", Uuid, comment="the patient in its event; null: patient_id"),
    Column("clinic_id", Uuid, nullable=False),
    Column("stage", Text, nullable=False),
    Column("consult_id", Uuid, ForeignKey("consults.id"), nullable=False),
    Column("declaration_id", Uuid, ForeignKey("declarations.id"), nullable=False),
    Column("clearance_id", Uuid, comment="day-of checks: the consult clearance that was checked"),
    Column("outcome", Text, nullable=False),
    Column("awaits_ruling", Boolean, nullable=False, comment="a medical director may rule on it"),
    Column("eligible_from", Date, comment="local day"),
    Column("valid_until", Date, comment="local day, inclusive"),
    Column("limits", JSONB, nullable=False),
    Column("reasons", JSONB, nullable=False, comment="rule codes, certain or not, until when"),
    Column("conditions", JSONB, nullable=False, comment="codes, and what a director wrote: health data"),
    Column("inputs", JSONB, nullable=False, comment="the facts as they were: health data"),
    Column("rule_set", Text, nullable=False, comment="the version that decided"),
    Column("rule_set_digest", Text, comment="of that version; null before digests were kept"),
    Column("signature", Text, nullable=False, comment="who had signed the rule set then, or unsigned"),
    Column("local_day", Date, nullable=False, comment="the day at the clinic when it was decided"),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Column("practitioner_id", Uuid, comment="who checked the day or ruled, where their token names a practitioner"),
    Column("ruled_by", Text, comment="the medical director who ruled; null when rules alone decided"),
    Column("ruling_reason", Text),
    Column("ruling_ended_at", DateTime(timezone=True), comment="when a clinician ended the ruling; null: it lasts"),
    Column("ruling_ended_by", Text),
    Column("ruling_end_reason", Text),
    Column("ruling_kept_at", DateTime(timezone=True), comment="when a clinician last looked at it again and kept it"),
    Column("ruling_kept_by", Text),
    Column("ruling_kept_reason", Text),
    Column("held", Text, comment="why a milder decision waits for a clinician"),
    Column("superseded_by", Uuid, comment="the decision that took its place"),
    Column("spent_by", Uuid, comment="day-of checks: the session that was performed under it"),
    CheckConstraint("stage IN ('consult', 'day_of')", name="screenings_stage"),
    CheckConstraint(
        "outcome IN ('cleared', 'cleared_with_conditions', 'deferred', 'review', 'declined')",
        name="screenings_outcome",
    ),
    CheckConstraint(
        "(valid_until IS NOT NULL) = (outcome IN ('cleared', 'cleared_with_conditions'))",
        name="screenings_only_clearances_hold",
    ),
    Index("screenings_of_patient", "patient_id", "id"),
    Index(
        "screenings_one_current",
        "consult_id",
        "stage",
        unique=True,
        postgresql_where=text("superseded_by IS NULL"),
    ),
    Index("screenings_in_review", "id", postgresql_where=text("outcome = 'review'::text AND superseded_by IS NULL")),
)

ruling_proposals = Table(
    "ruling_proposals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("screening_id", Uuid, ForeignKey("screenings.id"), nullable=False),
    Column("patient_id", Uuid, ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", Uuid, nullable=False),
    Column("ruling", JSONB, nullable=False, comment="what is proposed, with its reason: health data"),
    Column("overrides", JSONB, nullable=False, comment="codes of the rules that it sets aside"),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("status", Text, nullable=False),
    Column("settled_by", Text),
    Column("settled_at", DateTime(timezone=True)),
    Column("settled_reason", Text, comment="why it was rejected"),
    CheckConstraint("status IN ('proposed', 'confirmed', 'rejected', 'superseded')", name="ruling_proposals_status"),
    CheckConstraint("(status = 'proposed') = (settled_at IS NULL)", name="ruling_proposals_settled"),
    CheckConstraint("status <> 'confirmed' OR settled_by <> proposed_by", name="ruling_proposals_two_people"),
    Index("ruling_proposals_once", "screening_id", unique=True, postgresql_where=text("status = 'proposed'")),
    Index("ruling_proposals_of_patient", "patient_id", "id"),
)

review_attachments = Table(
    "review_attachments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("consult_id", Uuid, ForeignKey("consults.id"), nullable=False),
    Column("patient_id", Uuid, ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", Uuid, nullable=False),
    Column("title", Text, nullable=False, comment="what it is: health data"),
    Column("reference", Text, nullable=False, comment="where it is kept, in the clinic's own system"),
    Column("digest", Text, comment="SHA-256 of the file, so that it can be recognised"),
    Column("added_by", Text, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Index("review_attachments_of_consult", "consult_id", "id"),
)

review_times = Table(
    "review_times",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("review_working_hours", Integer, comment="null: as the chain does it"),
    Column("day_check_minutes", Integer, comment="null: as the chain does it"),
    Column("version", Integer, nullable=False),
)

appointments_ahead = Table(
    "appointments_ahead",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False, comment="no foreign key: events come in any order"),
    Column("clinic_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("course_id", Uuid),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Index("appointments_ahead_of_patient", "patient_id", "starts_at"),
)

course_plans = Table(
    "course_plans",
    metadata,
    Column("course_id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("consult_id", Uuid, nullable=False, comment="whose plan the course follows"),
    Index("course_plans_of_patient", "patient_id"),
)

treated_sessions = Table(
    "treated_sessions",
    metadata,
    Column("id", Uuid, primary_key=True, comment="no foreign key anywhere: a report may come before its session"),
    Column("patient_id", Uuid, nullable=False),
    Column("clinic_id", Uuid, nullable=False),
    Column("course_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False, comment="1 for the course's first session"),
    Column("modality", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("equipment", JSONB, comment="device, depth and cartridges; null: the event did not say"),
    Column("performed_at", DateTime(timezone=True), nullable=False),
    Index("treated_sessions_of_patient", "patient_id", "performed_at"),
)

reaction_reports = Table(
    "reaction_reports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, ForeignKey("patients.id"), nullable=False),
    Column("published_as", Uuid, comment="the patient in its events; null: patient_id"),
    Column("clinic_id", Uuid, nullable=False, comment="where the patient was treated, else the home clinic"),
    Column("session_id", Uuid, comment="null: not known"),
    Column("text_id", Uuid, unique=True, comment="the text that it came as; its words stay where texts are kept"),
    Column("source", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("findings", JSONB, comment="health data: never leaves this service; null until somebody looked"),
    Column("grade", Text, comment="null until somebody looked"),
    Column("reasons", JSONB, nullable=False, comment="why it has that grade"),
    Column("rules", Text, comment="version of the reaction rules that graded it; null: none was in force"),
    Column("rules_digest", Text),
    Column("rules_signature", Text),
    Column("outcome", JSONB, comment="how it ended: health data"),
    Column("version", Integer, nullable=False),
    Column("reported_at", DateTime(timezone=True), nullable=False),
    Column("reported_by", Text, nullable=False),
    CheckConstraint("status IN ('to_look_at', 'open', 'over', 'withdrawn')", name="reaction_reports_status"),
    CheckConstraint("grade IN ('transient', 'serious')", name="reaction_reports_grade"),
    CheckConstraint("(grade IS NULL) = (findings IS NULL)", name="reaction_reports_graded_by_findings"),
    Index("reaction_reports_of_patient", "patient_id", "id"),
    Index("reaction_reports_of_clinic", "clinic_id", "id"),
)

reaction_steps = Table(
    "reaction_steps",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", Uuid, ForeignKey("reaction_reports.id"), nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("what", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("details", JSONB, nullable=False, comment="what was said then: health data"),
    Index("reaction_steps_of_report", "report_id", "id"),
)

suspensions = Table(
    "suspensions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", Uuid, ForeignKey("reaction_reports.id"), nullable=False),
    Column("patient_id", Uuid, ForeignKey("patients.id"), nullable=False),
    Column("published_as", Uuid, comment="the patient in its events; null: patient_id"),
    Column("clinic_id", Uuid, nullable=False),
    Column("suspended_at", DateTime(timezone=True), nullable=False),
    Column("step", Integer, nullable=False, comment="how many in line were asked"),
    Column("next_at", DateTime(timezone=True), comment="when the next is asked; null at the end of the line"),
    Column("acknowledged_at", DateTime(timezone=True)),
    Column("acknowledged_by", Text),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_by", Text),
    Column("ended_how", Text),
    CheckConstraint("ended_how IN ('lifted', 'ended', 'withdrawn')", name="suspensions_how"),
    CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="suspensions_end"),
    Index("suspensions_open", "patient_id", postgresql_where=text("ended_at IS NULL")),
    Index("suspensions_one_for_a_report", "report_id", unique=True, postgresql_where=text("ended_at IS NULL")),
)

reaction_lines = Table(
    "reaction_lines",
    metadata,
    Column("clinic_id", Uuid, primary_key=True, comment="all zeros: the chain's"),
    Column("contacts", JSONB, nullable=False, comment="who is asked to acknowledge a serious reaction, in order"),
    Column("version", Integer, nullable=False),
    Column("set_at", DateTime(timezone=True), nullable=False),
    Column("set_by", Text, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, ForeignKey("patients.id"), nullable=False),
    Column("clinic_id", Uuid, nullable=False),
    Column("document", Text, nullable=False, comment="its code"),
    Column("edition", Integer, nullable=False),
    Column("version", Text, nullable=False, comment="of the consent documents that were read"),
    Column("digest", Text, nullable=False, comment="of that version"),
    Column("document_signature", Text, nullable=False, comment="the director who had signed it then, or unsigned"),
    Column("language", Text, nullable=False, comment="in which it was read"),
    Column("modality", Text, nullable=False),
    Column("areas", JSONB, nullable=False, comment="none: every area"),
    Column("signed_as", Text, nullable=False),
    Column("signatory", Text, nullable=False, comment="the name of who signed"),
    Column("relation", Text, comment="a guardian's to the patient"),
    Column("signature_kind", Text, nullable=False),
    Column("signature", Text, nullable=False, comment="the name as typed, or the drawing as SVG path data"),
    Column("device", Text, nullable=False, comment="on which it was signed"),
    Column("taken_by", Text, nullable=False, comment="who was signed in"),
    Column("signed_at", DateTime(timezone=True), nullable=False),
    Column("valid_until", Date, nullable=False, comment="local day, inclusive"),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_why", Text),
    Column("ended_by", Text),
    Column("ended_reason", Text, comment="what was said about it"),
    CheckConstraint("signed_as IN ('patient', 'guardian')", name="consents_signed_as"),
    CheckConstraint("signature_kind IN ('typed', 'drawn')", name="consents_signature_kind"),
    CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="consents_end"),
    Index("consents_of_patient", "patient_id", "id"),
    Index("consents_live", "document", "edition", postgresql_where=text("ended_at IS NULL")),
)
