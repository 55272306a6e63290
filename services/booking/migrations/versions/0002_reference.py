"""Versions of reference data, and what keeps them from changing."""

from chassis.reference.tables import create_reference_tables

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table and its triggers."""
    create_reference_tables()
