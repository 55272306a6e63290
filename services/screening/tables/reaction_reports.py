"""Reactions to a treatment, and what they suspend."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from services.screening.tables.patients import metadata

reaction_reports = Table(
    "reaction_reports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, ForeignKey("patients.id"), nullable=False),
    Column("published_as", Uuid, comment="the patient in its events; null: patient_id"),
    Column("clinic_id", Uuid, nullable=False, comment="where the patient was treated, else the home clinic"),
    Column("session_id", Uuid, comment="null: not known"),
    Column("text_id", Uuid, comment="the text that it came as; its words stay where texts are kept"),
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
    Index("reaction_reports_of_session", "session_id", postgresql_where=text("session_id IS NOT NULL")),
    Index("reaction_reports_of_text", "text_id", postgresql_where=text("text_id IS NOT NULL")),
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
