"""What is booked beyond a lowered capacity says so: of rooms whose capacity was lowered before, it is checked once."""

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_MARK = """INSERT INTO appointment_checks (appointment_id, clinic_id, asked_at)
    SELECT appointments.id, appointments.clinic_id, now() FROM appointments
    JOIN occupations ON appointment_id = appointments.id AND resource_kind = 'room' AND lane > 0
    WHERE status = 'booked' AND ends_at > now() ON CONFLICT DO NOTHING"""
_CHECK = """INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)
    SELECT DISTINCT 'check-appointments', clinic_id::text, timestamptz '2026-01-01Z', timestamptz '2026-01-01Z',
    '{}'::jsonb, '{}'::jsonb FROM appointment_checks ON CONFLICT DO NOTHING"""


def upgrade() -> None:
    """Only what is in a higher lane can be beyond its room's capacity."""
    op.execute(_MARK)
    op.execute(_CHECK)
