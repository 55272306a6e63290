"""Who called a patient whom a message did not reach."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE messages ADD COLUMN called jsonb NOT NULL DEFAULT '[]'",
    "COMMENT ON COLUMN messages.called IS 'who called, and what came of it'",
)


def upgrade() -> None:
    """Nobody wrote it down before."""
    for step in _STEPS:
        op.execute(step)
