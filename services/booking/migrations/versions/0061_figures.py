"""Sessions of a clinic in a period, and a clinic's courses."""

from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Indexes alone."""
    op.execute("CREATE INDEX sessions_of_clinic ON sessions (clinic_id, performed_at)")
    op.execute("CREATE INDEX courses_of_clinic ON courses (clinic_id)")
