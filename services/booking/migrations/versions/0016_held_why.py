"""An appointment that is held says why."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is held already says so when screening decides again."""
    op.execute("ALTER TABLE appointments ADD COLUMN held_why text")
    op.execute("COMMENT ON COLUMN appointments.held_why IS 'what stands in its way, as a sentence for people'")
