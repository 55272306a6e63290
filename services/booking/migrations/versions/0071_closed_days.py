"""Clinics from before say on which days they are closed, as new ones do."""

from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The timer that publishes them is due for every clinic that has none."""
    op.execute(
        "INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)"
        " SELECT 'clinic.closed_days', id::text, '2026-01-01Z'::timestamptz, '2026-01-01Z'::timestamptz,"
        " '{}'::jsonb, '{}'::jsonb FROM clinics ON CONFLICT DO NOTHING"
    )
