"""What a calendar needs to know of an appointment."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE appointments ADD COLUMN ends_at timestamptz",
    "ALTER TABLE appointments ADD COLUMN change integer NOT NULL DEFAULT 0",
    "COMMENT ON COLUMN appointments.change IS 'which change of it was the last'",
)


def upgrade() -> None:
    """An appointment that is known gets both with its next change, or when projections are rebuilt."""
    for step in _STEPS:
        op.execute(step)
