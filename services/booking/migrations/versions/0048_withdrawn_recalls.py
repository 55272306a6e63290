"""A recall that was a mistake is withdrawn: sessions are recorded with the lot again."""

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every recall stands."""
    op.execute("ALTER TABLE lots ADD COLUMN recall_withdrawn_at timestamptz")
    op.execute("COMMENT ON COLUMN lots.recall_withdrawn_at IS 'recalls until then were mistakes'")
