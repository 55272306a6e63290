"""What is proposed to be merged is on the worklist: of proposals that wait already, a timer lists it."""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_LIST_AGAIN = """INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)
    SELECT 'list-work', '', '2026-01-01Z', '2026-01-01Z', '{}'::jsonb, '{}'::jsonb
    WHERE EXISTS (SELECT FROM merge_proposals WHERE status = 'proposed')
    ON CONFLICT DO NOTHING"""


def upgrade() -> None:
    """Items that are open already stay as they are."""
    op.execute(_LIST_AGAIN)
