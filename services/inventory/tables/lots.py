"""Lots and cartridges by number, and what was said wrongly of a lot and put right."""

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
    text,
)

from services.inventory.tables.clinics import metadata

lots = Table(
    "lots",
    metadata,
    Column("gtin", Text, ForeignKey("products.gtin"), primary_key=True),
    Column("lot", Text, primary_key=True),
    Column("expires_on", Date, nullable=False, comment="last day of use, the clinic's local day"),
    Column("made_on", Date, comment="day of manufacture; null: no label that was received said so"),
)

serials = Table(
    "serials",
    metadata,
    Column("gtin", Text, primary_key=True),
    Column("serial", Text, primary_key=True),
    Column("lot", Text, nullable=False),
    Column("clinic_id", Uuid, comment="where it is, or was opened; null when it was never received"),
    Column("used_in", Uuid, comment="the session that used it: one cartridge, one session"),
    Column("discarded_in", Uuid, comment="the session for which it was opened and thrown away unused"),
    Column("receipt_id", Uuid, comment="null: it was received before this was kept, or never"),
    Column("received_in", Uuid, comment="the clinic of that receipt; clinic_id is where it was moved since"),
    Column("received_at", DateTime(timezone=True)),
    Column("received_by", Text),
    Column(
        "place",
        Text,
        nullable=False,
        server_default=text("'on_hand'"),
        comment="where it is in the books of clinic_id, as far as it was moved by number",
    ),
    Index("serials_of_lot", "gtin", "lot", "clinic_id"),
    Index("serials_alike", "gtin", text("lower(serial)")),
)

moved_serials = Table(
    "moved_serials",
    metadata,
    Column("entry_id", Uuid, ForeignKey("ledger.id"), primary_key=True),
    Column("serial", Text, primary_key=True),
    Column("gtin", Text, nullable=False),
    Index("moved_serials_of_cartridge", "gtin", "serial"),
)

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

number_corrections = Table(
    "number_corrections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("gtin", Text, nullable=False),
    Column("serial", Text, nullable=False),
    Column("was_lot", Text, nullable=False, comment="what the books said until then"),
    Column("lot", Text, nullable=False),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False, comment="where the cartridge was then"),
    Column("receipt_id", Uuid, comment="the receipt that named the wrong lot; null: it is not known"),
    Column("reason", Text, nullable=False),
    Column("corrected_at", DateTime(timezone=True), nullable=False),
    Column("corrected_by", Text, nullable=False),
    ForeignKeyConstraint(["gtin", "was_lot"], ["lots.gtin", "lots.lot"], name="number_corrections_was"),
    ForeignKeyConstraint(["gtin", "lot"], ["lots.gtin", "lots.lot"], name="number_corrections_lot"),
    Index("number_corrections_of_cartridge", "gtin", "serial", "id"),
    Index("number_corrections_of_receipt", "receipt_id"),
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
