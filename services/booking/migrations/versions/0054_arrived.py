"""Whether a message about an appointment arrived, or only a carrier took it; and whether it was opened."""

from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE appointments ADD COLUMN notified_as text, ADD COLUMN read_at timestamptz",
    # Without a default the column is added at once; what was notified before was accepted, and is shown so.
    "COMMENT ON COLUMN appointments.notified_at IS 'since when what notified_as says is so'",
    "COMMENT ON COLUMN appointments.notified_as IS 'how far a message about the present time has come'",
    "COMMENT ON COLUMN appointments.read_at IS 'one was opened, as its carrier says'",
)


def upgrade() -> None:
    """Only adds: the release before this one goes on."""
    for step in _STEPS:
        op.execute(step)
