"""The daily mail about what waits, what it is made from, and the language of a clinic's staff."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, DateTime, Index, Table, Text, Time, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.notifications.tables.patients import metadata

open_items = Table(
    "open_items",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("service", Text, nullable=False, comment="whose worklist it is on"),
    Column("kind", Text, nullable=False),
    Column("clinic_id", Uuid, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Index("open_items_of_clinic", "clinic_id"),
)
"""Items of other services' worklists that are open: a projection, without patients. Closed ones are deleted."""

digests = Table(
    "digests",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("enabled", Boolean, nullable=True, comment="null: nothing was set, so it is sent"),
    Column("at", Time, nullable=True, comment="local; null: as the chain does it"),
    Column("recipients", JSONB, nullable=True, comment="addresses and languages; null: who is known otherwise"),
    Column("set_at", DateTime(timezone=True), nullable=True),
    Column("set_by", Text, nullable=True),
    Column("last_on", Date, nullable=True, comment="the last local day whose digest was made, or had nothing to say"),
    CheckConstraint("role IN ('desk', 'director', 'stock_manager')", name="digests_role"),
)

staff_languages = Table(
    "staff_languages",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("language", Text, nullable=False, comment="BCP 47"),
    Column("set_at", DateTime(timezone=True), nullable=False),
    Column("set_by", Text, nullable=False),
)
