"""Other services learn which clinics are closed for good: a timer publishes the details of each."""

from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

_SAY = """INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)
    SELECT 'clinic.say-details', id::text, '2026-01-01Z', '2026-01-01Z', '{}'::jsonb, '{}'::jsonb
    FROM clinics WHERE closed_from IS NOT NULL
    ON CONFLICT DO NOTHING"""


def upgrade() -> None:
    """Of clinics that stay nothing new is to be said."""
    op.execute(_SAY)
