"""Patients confirm appointments by message."""

from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE appointments ADD COLUMN confirmed_at timestamptz",
    "COMMENT ON COLUMN appointments.confirmed_at IS 'the patient wrote that they come at the present time'",
)


def upgrade() -> None:
    """Nobody had confirmed one."""
    for step in _STEPS:
        op.execute(step)
