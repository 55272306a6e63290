"""What people must do: the worklist; what is over and nobody closed is looked for every hour."""

from alembic import op

from chassis.worklist.tables import create_worklist

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE appointments ADD COLUMN not_closed_since timestamptz",
    "COMMENT ON COLUMN appointments.not_closed_since IS 'it was over, and nobody had said what came of it'",
    """CREATE INDEX appointments_not_closed ON appointments (ends_at)
        WHERE status = 'booked' AND not_closed_since IS NULL""",
    """INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)
        SELECT kind, '', '2026-01-01Z', '2026-01-01Z', '{}'::jsonb, '{}'::jsonb
        FROM unnest(ARRAY['appointments-not-closed', 'list-work']) AS kind""",
)


def upgrade() -> None:
    """A timer lists what there is to do about what is stored already: it is due by every clock, also a test's."""
    create_worklist()
    for step in _STEPS:
        op.execute(step)
