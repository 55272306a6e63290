"""A booking knows whether the hours by which it decided still hold."""

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No clinic's hours have changed since."""
    op.execute("ALTER TABLE clinics ADD COLUMN hours_version integer NOT NULL DEFAULT 0")
    op.execute("COMMENT ON COLUMN clinics.hours_version IS 'changes of when it is open'")
