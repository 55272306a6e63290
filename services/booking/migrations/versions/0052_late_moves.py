"""Who moves an appointment late may have cancelled late, where that is agreed."""

from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE attendance_policies ADD COLUMN late_moves boolean NOT NULL DEFAULT false",
    "COMMENT ON COLUMN attendance_policies.late_moves IS 'who moves late cancels late'",
    "ALTER TABLE attendance_facts ADD COLUMN moved_from timestamptz",
    "COMMENT ON COLUMN attendance_facts.moved_from IS 'the start that was given up by a late move; null: no move'",
)


def upgrade() -> None:
    """What is agreed already says nothing of moves."""
    for step in _STEPS:
        op.execute(step)
