"""What merges of two records moved, in the database of every service that has rows about patients."""

from alembic import op
from sqlalchemy import Column, DateTime, Index, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

moment = DateTime(timezone=True)

merges = Table(
    "merges",
    MetaData(),
    Column("id", Uuid, primary_key=True, comment="as booking named it"),
    Column("ended_id", Uuid, nullable=False, index=True, comment="whose record ended"),
    Column("into_id", Uuid, nullable=False, index=True, comment="whose record was to go on"),
    Column("merged_at", moment, nullable=True, comment="null: that it was undone came first"),
    Column("undone_at", moment, nullable=True, comment="null: it holds"),
)

merged_rows = Table(
    "merged_rows",
    MetaData(),
    Column("merge_id", Uuid, primary_key=True),
    Column("table_name", Text, primary_key=True),
    Column("row_key", JSONB, primary_key=True, comment="its primary key, by column"),
    Column(
        "before",
        JSONB(none_as_null=True),
        nullable=True,
        comment="what the merge changed, as it was; null: the merge made the row",
    ),
    Column(
        "after",
        JSONB(none_as_null=True),
        nullable=True,
        comment="what the merge changed, as it left it; null: the merge deleted the row",
    ),
)

given_back = Table(
    "given_back",
    MetaData(),
    Column("subject_id", Uuid, primary_key=True, comment="an appointment, consult, course or session"),
    Column("owner_id", Uuid, nullable=False, comment="the patient whose it is, whatever its events say"),
    Index("given_back_of_owner", "owner_id"),
)
"""What was published under the record that went on, and went back to the other one when the merge was undone."""

TABLES = (merges, merged_rows, given_back)


def add_to(metadata: MetaData) -> None:
    """They are tables of a service, too."""
    for table in TABLES:
        table.to_metadata(metadata)


_CREATE = (
    """CREATE TABLE merges (
        id uuid PRIMARY KEY,
        ended_id uuid NOT NULL,
        into_id uuid NOT NULL,
        merged_at timestamptz,
        undone_at timestamptz
    )""",
    "CREATE INDEX ix_merges_ended_id ON merges (ended_id)",
    "CREATE INDEX ix_merges_into_id ON merges (into_id)",
    """CREATE TABLE merged_rows (
        merge_id uuid NOT NULL,
        table_name text NOT NULL,
        row_key jsonb NOT NULL,
        before jsonb,
        after jsonb,
        PRIMARY KEY (merge_id, table_name, row_key)
    )""",
    "CREATE TABLE given_back (subject_id uuid PRIMARY KEY, owner_id uuid NOT NULL)",
    "CREATE INDEX given_back_of_owner ON given_back (owner_id)",
)


def create_merges() -> None:
    """For a migration of a service that has rows about patients. Merges of before have no list of what they moved."""
    for statement in _CREATE:
        op.execute(statement)
    for table in TABLES:
        for column in table.columns:
            if column.comment:
                op.execute(f"COMMENT ON COLUMN {table.name}.{column.name} IS '{column.comment}'")
