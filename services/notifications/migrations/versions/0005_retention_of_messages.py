"""Old messages are deleted by the time at which they were settled or handed over: an index for each."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Both columns are old; only the indexes are new."""
    op.execute("CREATE INDEX messages_settled ON messages (settled_at) WHERE settled_at IS NOT NULL")
    op.execute("CREATE INDEX channel_journal_age ON channel_journal (handed_over_at)")
