"""What merges of two records moved, so that they can be undone."""

from chassis.merging.tables import create_merges

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Merges of before are not in it: they cannot be undone."""
    create_merges()
