"""The chassis' tables, and those of the measured effects."""

from alembic import op

from benchmarks.effects import metadata
from chassis.data.migrations import create_chassis_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Everything, in each of the databases."""
    create_chassis_tables()
    metadata.create_all(op.get_bind())
