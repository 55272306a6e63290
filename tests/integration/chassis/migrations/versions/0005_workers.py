"""Which workers run, what each takes, and when each was last heard of."""

from chassis.data.migrations import add_workers

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The chassis' own table."""
    add_workers()
