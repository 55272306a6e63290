"""Whom somebody waits for is absent without a permission, as well as on leave and without a shift."""

from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who waits already is looked at once more."""
    op.execute(
        "INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)"
        " SELECT DISTINCT 'check-wishes', practitioner_id::text, '2026-01-01Z'::timestamptz,"
        " '2026-01-01Z'::timestamptz, '{}'::jsonb, '{}'::jsonb FROM waitlist_entries"
        " WHERE state = 'waiting' AND practitioner_id IS NOT NULL ON CONFLICT DO NOTHING"
    )
