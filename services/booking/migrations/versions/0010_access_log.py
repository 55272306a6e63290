"""Who read and wrote which patient's data."""

from chassis.data.migrations import add_access_log

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The chassis' own tables."""
    add_access_log()
