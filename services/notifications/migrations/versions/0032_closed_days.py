"""On which days a clinic is closed."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Booking says them of each clinic after its own upgrade, with each change, and every month."""
    op.execute("ALTER TABLE clinics ADD COLUMN closed_days jsonb")
    op.execute("COMMENT ON COLUMN clinics.closed_days IS 'local days of the year ahead; null while they are not known'")
