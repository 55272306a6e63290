"""Transfers: what is sent from one clinic to another, and what became of it."""

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
    func,
    text,
)

from services.inventory.tables.clinics import metadata

transfers = Table(
    "transfers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("from_clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False),
    Column("to_clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False),
    Column(
        "status",
        Text,
        CheckConstraint("status IN ('sent', 'differs', 'received', 'cancelled')", name="transfers_status"),
        nullable=False,
    ),
    Column("expected_on", Date, nullable=False, comment="the receiving clinic's local day"),
    Column("expected_by", DateTime(timezone=True), nullable=False, comment="the end of that day"),
    Column("note", Text, nullable=False, server_default=text("''")),
    Column("sent_at", DateTime(timezone=True), nullable=False),
    Column("sent_by", Text, nullable=False),
    Column("complete_at", DateTime(timezone=True), comment="nothing more is to come; null: more may"),
    Column("complete_by", Text),
    Column("cancelled_at", DateTime(timezone=True)),
    Column("cancelled_by", Text),
    Column("cancelled_because", Text),
    CheckConstraint("from_clinic_id <> to_clinic_id", name="transfers_between_two"),
    CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", name="transfers_cancelled"),
    Index("transfers_from", "from_clinic_id", "sent_at"),
    Index("transfers_to", "to_clinic_id", "sent_at"),
    Index("transfers_under_way", "expected_by", postgresql_where=text("status = 'sent'")),
)

transfer_lines = Table(
    "transfer_lines",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("transfer_id", Uuid, ForeignKey("transfers.id"), nullable=False),
    Column("gtin", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("serial", Text, comment="null: counted, not numbered"),
    Column("sent", Integer, nullable=False, comment="0: something else arrived than was sent"),
    Column("arrived", Integer, nullable=False, server_default=text("0"), comment="of what was sent"),
    Column("settled", Integer, nullable=False, server_default=text("0"), comment="sent, and did not arrive"),
    Column("surplus", Integer, nullable=False, server_default=text("0"), comment="arrived, and was not sent"),
    Column("surplus_settled", Integer, nullable=False, server_default=text("0")),
    Column("opened_in", Uuid, comment="the session that opened it on the way"),
    ForeignKeyConstraint(["gtin", "lot"], ["lots.gtin", "lots.lot"], name="transfer_lines_lot"),
    CheckConstraint(
        "sent >= 0 AND arrived >= 0 AND settled >= 0 AND arrived + settled <= sent"
        " AND surplus_settled >= 0 AND surplus_settled <= surplus",
        name="transfer_lines_add_up",
    ),
    Index("transfer_lines_once", "transfer_id", "gtin", "lot", func.coalesce(text("serial"), text("''")), unique=True),
    Index("transfer_lines_of_lot", "gtin", "lot"),
    Index("transfer_lines_of_serial", "gtin", "serial", postgresql_where=text("serial IS NOT NULL")),
)

transfer_steps = Table(
    "transfer_steps",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("transfer_id", Uuid, ForeignKey("transfers.id"), nullable=False),
    Column("line_id", Uuid, ForeignKey("transfer_lines.id"), nullable=False),
    Column("what", Text, nullable=False, comment="domain/transfers.py says what each means"),
    Column("quantity", Integer, CheckConstraint("quantity > 0", name="transfer_steps_quantity"), nullable=False),
    Column("reason", Text, nullable=False, server_default=text("''")),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Text, nullable=False),
    Column("sender_entry", Uuid, ForeignKey("ledger.id"), comment="in the books of the clinic that sent it"),
    Column("receiver_entry", Uuid, ForeignKey("ledger.id"), comment="in the books of the clinic that received it"),
    Column("taken_back_at", DateTime(timezone=True), comment="it was a mistake; null: it stands"),
    Column("taken_back_by", Text),
    Column("taken_back_because", Text),
    Index("transfer_steps_of_transfer", "transfer_id", "id"),
    Index("transfer_steps_of_line", "line_id", "id"),
)
