"""What is held for appointments."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)

from services.inventory.tables.clinics import metadata

reservations = Table(
    "reservations",
    metadata,
    Column("appointment_id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False),
    Column("gtin", Text, nullable=False, comment="the product that the session's device takes"),
    Column("substitute_gtin", Text, comment="the product that is held instead; null: it is gtin"),
    Column("quantity", Integer, CheckConstraint("quantity >= 1", name="reservations_quantity"), nullable=False),
    Column("used", Integer, CheckConstraint("used >= 0", name="reservations_used"), nullable=False),
    Column("session_at", DateTime(timezone=True), nullable=False, comment="when the treatment starts"),
    Column("status", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    CheckConstraint(
        "status IN ('waiting', 'reserved', 'short', 'used', 'released')",
        name="reservations_status",
    ),
    Index("reservations_short", "clinic_id", "gtin", postgresql_where=text("status = 'short'")),
    Index("reservations_of_clinic", "clinic_id", "session_at", "appointment_id"),
    Index(
        "reservations_held",
        "clinic_id",
        text("coalesce(substitute_gtin, gtin)"),
        postgresql_where=text("status = 'reserved'"),
    ),
    Index(
        "reservations_substituted",
        "clinic_id",
        "gtin",
        postgresql_where=text("status = 'reserved' AND substitute_gtin IS NOT NULL"),
    ),
)

held_cartridges = Table(
    "held_cartridges",
    metadata,
    Column("appointment_id", Uuid, ForeignKey("reservations.appointment_id"), primary_key=True),
    Column("lot", Text, primary_key=True),
    Column("clinic_id", Uuid, nullable=False),
    Column("gtin", Text, nullable=False),
    Column("quantity", Integer, CheckConstraint("quantity > 0", name="held_quantity"), nullable=False),
    ForeignKeyConstraint(
        ["clinic_id", "gtin", "lot"], ["balances.clinic_id", "balances.gtin", "balances.lot"], name="held_balance"
    ),
    Index("held_of_lot", "clinic_id", "gtin", "lot"),
)
