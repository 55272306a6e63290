"""What people must do: the worklist, and a timer that lists the reviews that wait already."""

from alembic import op

from chassis.worklist.tables import create_worklist

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LIST_REVIEWS = """
INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)
    SELECT 'list-reviews', '', now(), now(), '{}', '{}'
    WHERE EXISTS (SELECT FROM screenings WHERE outcome = 'review' AND superseded_by IS NULL)
"""


def upgrade() -> None:
    """Run forward; there is no way back but a restore."""
    create_worklist()
    op.execute(LIST_REVIEWS)
