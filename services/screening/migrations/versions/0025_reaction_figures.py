"""Sessions of a clinic in a period, and the reports about each."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Indexes alone."""
    op.execute("CREATE INDEX treated_sessions_of_clinic ON treated_sessions (clinic_id, performed_at)")
    op.execute("CREATE INDEX reaction_reports_of_session ON reaction_reports (session_id) WHERE session_id IS NOT NULL")
