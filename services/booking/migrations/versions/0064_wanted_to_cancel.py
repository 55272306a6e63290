"""Who wanted to cancel a time that had changed."""

from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE appointments ADD COLUMN wanted_to_cancel_at timestamptz",
    "COMMENT ON COLUMN appointments.wanted_to_cancel_at IS 'the patient wrote so, and the time had changed'",
    """
    UPDATE appointments SET wanted_to_cancel_at = unreached_at
    WHERE unreached_reason = 'The patient wrote that it is to be cancelled, and its time had changed: call them.'
    """,
)


def upgrade() -> None:
    """Those who wait for a call are known by the sentence that was the only sign."""
    for step in _STEPS:
        op.execute(step)
