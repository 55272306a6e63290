"""The table of a worklist, in the database of the service whose work it is."""

from alembic import op
from sqlalchemy import Column, DateTime, Index, MetaData, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

moment = DateTime(timezone=True)

worklist_items = Table(
    "worklist_items",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False, comment="what it is about: one open item of a kind for each"),
    Column("about", JSONB, nullable=False, comment="further ids, by name"),
    Column("clinic_id", Uuid, nullable=False),
    Column("patient_id", Uuid, nullable=True),
    Column("opened_at", moment, nullable=False),
    Column("due_at", moment, nullable=False),
    Column("overdue_at", moment, nullable=True, comment="when the due time passed with the item open"),
    Column("claimed_by", Text, nullable=True),
    Column("claimed_until", moment, nullable=True, comment="when the claim lapses"),
    Column("closed_at", moment, nullable=True),
    Column("closed_why", Text, nullable=True, comment="the fact that closed it, as a code"),
    Index("worklist_items_once", "kind", "subject_id", unique=True, postgresql_where=text("closed_at IS NULL")),
    Index("worklist_items_open", "clinic_id", "due_at", "id", postgresql_where=text("closed_at IS NULL")),
    Index("worklist_items_patient", "patient_id"),
)
"""A service adds it to its own tables by ``worklist_items.to_metadata(metadata)``."""

_CREATE = """
CREATE TABLE worklist_items (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    about jsonb NOT NULL,
    clinic_id uuid NOT NULL,
    patient_id uuid,
    opened_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    overdue_at timestamptz,
    claimed_by text,
    claimed_until timestamptz,
    closed_at timestamptz,
    closed_why text
);
CREATE UNIQUE INDEX worklist_items_once ON worklist_items (kind, subject_id) WHERE closed_at IS NULL;
CREATE INDEX worklist_items_open ON worklist_items (clinic_id, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX worklist_items_patient ON worklist_items (patient_id)
"""


def create_worklist() -> None:
    """For a migration of a service that has a worklist."""
    for statement in _CREATE.split(";"):
        op.execute(statement)
    for column in worklist_items.columns:
        if column.comment:
            op.execute(f"COMMENT ON COLUMN worklist_items.{column.name} IS '{column.comment}'")
