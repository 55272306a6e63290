"""The tables of what was said wrongly of a lot, and put right."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)

from services.inventory.tables import metadata

lot_corrections = Table(
    "lot_corrections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("gtin", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("was_expires_on", Date, nullable=False, comment="what the books said until then"),
    Column("expires_on", Date, nullable=False, comment="what they say since"),
    Column("was_made_on", Date),
    Column("made_on", Date, CheckConstraint("made_on <= expires_on", name="lot_corrections_dates")),
    Column("reason", Text, nullable=False),
    Column("corrected_at", DateTime(timezone=True), nullable=False),
    Column("corrected_by", Text, nullable=False),
    ForeignKeyConstraint(["gtin", "lot"], ["lots.gtin", "lots.lot"], name="lot_corrections_lot"),
    Index("lot_corrections_of_lot", "gtin", "lot", "id"),
    Index("lot_corrections_newest", "corrected_at", "id"),
)

lots_corrected_at_clinics = Table(
    "lots_corrected_at_clinics",
    metadata,
    Column("correction_id", Uuid, ForeignKey("lot_corrections.id"), primary_key=True),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), primary_key=True),
    Column("restored", Integer, nullable=False, comment="cartridges that had left the shelf as expired and are back"),
    Column("expired", Integer, nullable=False, comment="cartridges that left the shelf as expired"),
    Column("replanned", Integer, nullable=False, comment="sessions that hold other cartridges than before"),
    Column("fell_short", Integer, nullable=False, comment="of these, sessions that hold none"),
    Column("incidents_opened", Integer, nullable=False),
    Column("incidents_closed", Integer, nullable=False),
)
