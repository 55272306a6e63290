"""How far back each table reaches, how dead letters were settled, and where in our code they failed."""

from chassis.data.migrations import add_retention

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The chassis' own tables."""
    add_retention()
