"""Everything."""

from alembic import op

from chassis.data.migrations import create_chassis_tables
from chassis.reference.tables import create_reference_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """The chassis' tables, and what is counted."""
    create_chassis_tables()
    create_reference_tables()
    op.execute("CREATE TABLE tallies (id uuid PRIMARY KEY, name text NOT NULL UNIQUE, version integer NOT NULL)")
    op.execute(
        "CREATE TABLE consumed (position integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key uuid NOT NULL,"
        " number integer NOT NULL)"
    )
