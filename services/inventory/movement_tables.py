"""The table of cartridges that were moved by their numbers."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text, Uuid

from services.inventory.tables import metadata

moved_serials = Table(
    "moved_serials",
    metadata,
    Column("entry_id", Uuid, ForeignKey("ledger.id"), primary_key=True),
    Column("serial", Text, primary_key=True),
    Column("gtin", Text, nullable=False),
    Index("moved_serials_of_cartridge", "gtin", "serial"),
)
