"""Withdrawn consents to processing are on the worklist: of those that wait already, a timer lists the patients."""

from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None

_LIST_AGAIN = """INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)
    SELECT 'list-work', '', '2026-01-01Z', '2026-01-01Z', '{}'::jsonb, '{}'::jsonb
    WHERE EXISTS (SELECT FROM processing_consents WHERE withdrawn_at IS NOT NULL AND settled_at IS NULL)
    ON CONFLICT DO NOTHING"""


def upgrade() -> None:
    """Items that are open already stay as they are."""
    op.execute(_LIST_AGAIN)
