"""When a clinic orders, and how much."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    Table,
    Text,
    Uuid,
)

from services.inventory.tables.clinics import metadata

stock_levels = Table(
    "stock_levels",
    metadata,
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), primary_key=True),
    Column("gtin", Text, ForeignKey("products.gtin"), primary_key=True),
    Column("reorder_point", Integer, CheckConstraint("reorder_point >= 0", name="levels_point"), nullable=False),
    Column("reorder_quantity", Integer, CheckConstraint("reorder_quantity >= 1", name="levels_order"), nullable=False),
    Column("low_since", DateTime(timezone=True), comment="StockLow was said then; null while above the point"),
    Column("urgent_point", Integer, CheckConstraint("urgent_point >= 0", name="levels_urgent"), nullable=False),
    Column("urgent_since", DateTime(timezone=True), comment="StockLow was said as urgent then"),
    Column("version", Integer, nullable=False),
)
