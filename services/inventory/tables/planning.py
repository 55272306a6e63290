"""Planning: what clinics are going to lack, what expires unused, and how far ahead that is said."""

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
    Column("urgent_since", DateTime(timezone=True), comment="null: the first session is not near"),
    Column("closed_at", DateTime(timezone=True), comment="null: the cartridges are lacking"),
    Column("closed_because", Text, comment="a code"),
    CheckConstraint("(closed_at IS NULL) = (closed_because IS NULL)", name="shortages_closed"),
    Index("shortages_open", "clinic_id", "gtin", unique=True, postgresql_where=text("closed_at IS NULL")),
    Index("shortages_of_clinic", "clinic_id", "opened_at", "id"),
)

planning_policies = Table(
    "planning_policies",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("begins_on", Date, nullable=False, comment="the clinic's local day; until the next that begins"),
    Column(
        "shortage_days",
        Integer,
        CheckConstraint("shortage_days >= 1", name="planning_policies_shortage"),
        nullable=False,
    ),
    Column(
        "expiring_days",
        Integer,
        CheckConstraint("expiring_days >= 1", name="planning_policies_expiring"),
        nullable=False,
    ),
    Column(
        "urgent_days",
        Integer,
        CheckConstraint("urgent_days >= 1", name="planning_policies_urgent"),
        nullable=False,
    ),
    Column("reason", Text, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("entered_at", DateTime(timezone=True), nullable=False),
    Column(
        "replaced_at",
        DateTime(timezone=True),
        comment="by another for the same day, or taken back; null: it holds",
    ),
    Index("planning_policies_once", "begins_on", unique=True, postgresql_where=text("replaced_at IS NULL")),
)

expiring_lots = Table(
    "expiring_lots",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False),
    Column("gtin", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True), comment="null: some of it lies free"),
    Column("closed_because", Text, comment="a code"),
    ForeignKeyConstraint(
        ["clinic_id", "gtin", "lot"],
        ["balances.clinic_id", "balances.gtin", "balances.lot"],
        name="expiring_lots_balance",
    ),
    CheckConstraint("(closed_at IS NULL) = (closed_because IS NULL)", name="expiring_lots_closed"),
    Index("expiring_lots_open", "clinic_id", "gtin", "lot", unique=True, postgresql_where=text("closed_at IS NULL")),
    Index("expiring_lots_newest", "opened_at", "id"),
)
