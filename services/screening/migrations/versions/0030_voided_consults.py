"""Consults that were entered in error, and what was decided about them."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE consults ADD COLUMN voided_at timestamptz",
    "COMMENT ON COLUMN consults.voided_at IS 'it was entered in error; null: it took place'",
    "ALTER TABLE screenings ADD COLUMN voided_at timestamptz",
    "COMMENT ON COLUMN screenings.voided_at IS 'its consult was entered in error; null: it counts'",
)


def upgrade() -> None:
    """Every consult before took place."""
    for step in _STEPS:
        op.execute(step)
