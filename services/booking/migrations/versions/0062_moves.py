"""Patients move an appointment a few times by themselves."""

from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE appointments ADD COLUMN moves integer NOT NULL DEFAULT 0",
    "COMMENT ON COLUMN appointments.moves IS 'how often its patient has moved it'",
)


def upgrade() -> None:
    """Those booked before count as never moved."""
    for step in _STEPS:
        op.execute(step)
