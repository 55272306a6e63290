"""Receipts that come early keep the carrier's code: what follows from a failure depends on it."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE early_receipts ADD COLUMN code integer",
    "COMMENT ON COLUMN early_receipts.code IS 'the carrier''s, of what it failed'",
)


def upgrade() -> None:
    """Those that are kept already say what is known of them as they did."""
    for step in _STEPS:
        op.execute(step)
