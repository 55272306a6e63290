"""A clinic may say from which day on it is closed for good."""

from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No clinic has said so before."""
    op.execute("ALTER TABLE clinics ADD COLUMN closed_from date, ADD COLUMN closed_because text")
    op.execute("COMMENT ON COLUMN clinics.closed_from IS 'local; closed for good from this day on; null: it stays'")
