"""A session that is too near to another one on the body was booked for a reason, or is a problem."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE appointments ADD COLUMN reasoned boolean DEFAULT false NOT NULL",
    "COMMENT ON COLUMN appointments.reasoned IS 'somebody gave a reason for its day'",
    """INSERT INTO appointment_checks (appointment_id, clinic_id, asked_at)
        SELECT id, clinic_id, now() FROM appointments WHERE status = 'booked' AND ends_at > now()
        ON CONFLICT DO NOTHING""",
    """INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)
        SELECT DISTINCT 'check-appointments', clinic_id::text, now(), now(), '{}'::jsonb, '{}'::jsonb
        FROM appointment_checks ON CONFLICT DO NOTHING""",
)


def upgrade() -> None:
    """What lies ahead is checked by what is stored."""
    for step in _STEPS:
        op.execute(step)
