"""The books: every movement, and what lies where. Each movement locks the row of its clinic first."""

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

from services.inventory.domain.places import rule_of_moves
from services.inventory.tables.clinics import metadata

balances = Table(
    "balances",
    metadata,
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), primary_key=True),
    Column("gtin", Text, primary_key=True),
    Column("lot", Text, primary_key=True),
    Column("received", Integer, nullable=False),
    Column("on_hand", Integer, nullable=False, comment="on the shelf and free"),
    Column("reserved", Integer, nullable=False, comment="on the shelf and held for an appointment"),
    Column("used", Integer, nullable=False),
    Column("discarded", Integer, nullable=False),
    Column("in_transit", Integer, nullable=False, comment="sent to another clinic, and not received there yet"),
    Column("quarantine", Integer, nullable=False, comment="at the clinic, and not to be used"),
    Column("returned", Integer, nullable=False, comment="sent back to the supplier"),
    Column("lost", Integer, nullable=False),
    Column("found", Integer, nullable=False, comment="came in by a count: the books had never had it"),
    Column("transferred_in", Integer, nullable=False),
    Column("transferred_out", Integer, nullable=False),
    ForeignKeyConstraint(["gtin", "lot"], ["lots.gtin", "lots.lot"], name="balances_lot"),
    CheckConstraint(
        "received >= 0 AND found >= 0 AND transferred_in >= 0 AND on_hand >= 0 AND reserved >= 0 AND used >= 0"
        " AND discarded >= 0 AND in_transit >= 0 AND quarantine >= 0 AND returned >= 0 AND lost >= 0"
        " AND transferred_out >= 0",
        name="balances_never_below_zero",
    ),
    CheckConstraint(
        "received + found + transferred_in = on_hand + reserved + used + discarded + in_transit + quarantine"
        " + returned + lost + transferred_out",
        name="balances_add_up",
    ),
    Index("balances_of_lot", "gtin", "lot"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", Uuid, nullable=False),
    Column("gtin", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="domain/places.py says what each kind means"),
    Column("quantity", Integer, CheckConstraint("quantity > 0", name="ledger_quantity"), nullable=False),
    Column("leaves", Text, nullable=False, comment="the place that they were in"),
    Column("enters", Text, nullable=False, comment="the place that they are in afterwards"),
    Column("cause", Uuid, comment="the receipt, session, discard or recall; null for an expiry"),
    Column("corrects", Uuid, ForeignKey("ledger.id"), comment="the entry that this one takes back"),
    Column("note", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(
        ["clinic_id", "gtin", "lot"], ["balances.clinic_id", "balances.gtin", "balances.lot"], name="ledger_balance"
    ),
    CheckConstraint(rule_of_moves(), name="ledger_move"),
    Index("ledger_of_lot", "gtin", "lot", "clinic_id", "id"),
    Index("ledger_corrects", "corrects", unique=True, postgresql_where=text("corrects IS NOT NULL")),
    Index("ledger_of_period", "clinic_id", "at", "id"),
    Index("ledger_uses", "at", "clinic_id", "gtin", postgresql_where=text("kind = 'use'::text")),
    Index("ledger_receipts", "clinic_id", "at", "cause", postgresql_where=text("kind = 'receipt'::text")),
    Index("ledger_of_receipt", "cause", postgresql_where=text("kind = 'receipt'::text")),
)
