"""The tables of buying: from whom the chain buys."""

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Integer, Table, Text, Uuid, func, text

from services.inventory.tables import metadata

suppliers = Table(
    "suppliers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("contact", Text, nullable=False, comment="a person or department there"),
    Column("email", Text, comment="where orders are sent"),
    Column("phone", Text),
    Column("account", Text, comment="the number under which the supplier knows the chain"),
    Column(
        "lead_time_days",
        Integer,
        CheckConstraint("lead_time_days >= 0", name="suppliers_lead_time"),
        comment="calendar days from the order to its arrival; null: not known",
    ),
    Column(
        "currency",
        Text,
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="suppliers_currency"),
        comment="of its orders; null: not known",
    ),
    Column("ended_at", DateTime(timezone=True), comment="nothing is ordered from it since; null: it is bought from"),
    Column("ended_because", Text),
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="suppliers_ended"),
    Index("suppliers_by_name", func.lower(text("name")), unique=True),
)
