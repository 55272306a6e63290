"""The tables of planning: what clinics are going to lack."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid, text

from services.inventory.tables import metadata

shortages = Table(
    "shortages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False),
    Column("gtin", Text, nullable=False, comment="the product that sessions lack"),
    Column("sessions", Integer, nullable=False, comment="how many within the days that are looked ahead"),
    Column("cartridges", Integer, CheckConstraint("cartridges >= 1", name="shortages_cartridges"), nullable=False),
    Column("first_session_at", DateTime(timezone=True), nullable=False, comment="when the first treatment starts"),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True), comment="null: the cartridges are lacking"),
    Column("closed_because", Text, comment="a code"),
    CheckConstraint("(closed_at IS NULL) = (closed_because IS NULL)", name="shortages_closed"),
    Index("shortages_open", "clinic_id", "gtin", unique=True, postgresql_where=text("closed_at IS NULL")),
    Index("shortages_of_clinic", "clinic_id", "opened_at", "id"),
)
