"""The next timer of one kind is found at once, however many of another kind wait."""

from chassis.data.migrations import add_timers_by_kind

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The chassis' own table."""
    add_timers_by_kind()
