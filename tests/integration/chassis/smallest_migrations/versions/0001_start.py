"""The chassis' tables; the smallest service has none of its own."""

from chassis.data.migrations import create_chassis_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """The chassis' tables."""
    create_chassis_tables()
