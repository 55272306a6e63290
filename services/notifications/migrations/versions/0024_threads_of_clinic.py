"""A clinic's threads, the one in which something happened last first."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One index."""
    op.execute("CREATE INDEX threads_of_clinic ON threads (clinic_id, since, id)")
