"""Counts: what people found on a shelf, and what the books said at that moment."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)

from services.inventory.tables.clinics import metadata

counts = Table(
    "counts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False),
    Column("gtin", Text, comment="only this product; null: every product"),
    Column("lot", Text, comment="only this lot; null: every lot"),
    Column(
        "status",
        Text,
        CheckConstraint(
            "status IN ('counting', 'to_approve', 'approved', 'agrees', 'withdrawn')", name="counts_status"
        ),
        nullable=False,
    ),
    Column("note", Text, nullable=False, server_default=text("''")),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("started_by", Text, nullable=False),
    Column("submitted_at", DateTime(timezone=True), comment="null: somebody still counts"),
    Column("submitted_by", Text),
    Column("decided_at", DateTime(timezone=True), comment="when it was approved, rejected or withdrawn last"),
    Column("decided_by", Text),
    Column("decided_because", Text),
    CheckConstraint("lot IS NULL OR gtin IS NOT NULL", name="counts_lot_of_product"),
    Index("counts_of_clinic", "clinic_id", "started_at"),
)

count_lines = Table(
    "count_lines",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("count_id", Uuid, ForeignKey("counts.id"), nullable=False),
    Column("gtin", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("serial", Text),
    Column("counted", Integer, CheckConstraint("counted >= 0", name="count_lines_counted"), nullable=False),
    Column("expected", Integer, nullable=False, comment="of the lot on the shelf in the books at that moment"),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Text, nullable=False),
    Column("replaced_at", DateTime(timezone=True), comment="it was counted again; null: it stands"),
    Index("count_lines_of_count", "count_id", "id"),
)
