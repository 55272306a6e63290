"""Patients can be erased: their id stays, so that what arrives later about them is not kept."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody is erased yet."""
    op.execute("ALTER TABLE patients ADD COLUMN erased_at timestamptz")
