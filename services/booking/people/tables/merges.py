"""Records that are, or may be, of one person."""

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Table,
    Text,
    Uuid,
    text,
)

from services.booking.people.tables.clinics import metadata, moment

merge_acts = Table(
    "merge_acts",
    metadata,
    Column("merge_id", Uuid, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, comment="the home clinic of the record that ended"),
    Column("merged_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("undone_by", Text, nullable=True),
    Column("undone_because", Text, nullable=True),
    CheckConstraint("(undone_by IS NULL) = (undone_because IS NULL)", name="merge_acts_undone"),
)
"""Who merged two records and why, and who undid it; which records, and when, is in the merges."""

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
