"""An entry of the waitlist says that whom it wishes for is not there."""

from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE waitlist_entries ADD COLUMN unmet_since timestamptz",
    "COMMENT ON COLUMN waitlist_entries.unmet_since IS"
    " 'since when the practitioner whom they wish for is not there in all that is left of the period; null: they are'",
    "CREATE INDEX waitlist_wished_for ON waitlist_entries (practitioner_id)"
    " WHERE state = 'waiting' AND practitioner_id IS NOT NULL",
    "INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)"
    " SELECT DISTINCT 'check-wishes', practitioner_id::text, '2026-01-01Z'::timestamptz, '2026-01-01Z'::timestamptz,"
    " '{}'::jsonb, '{}'::jsonb FROM waitlist_entries WHERE state = 'waiting' AND practitioner_id IS NOT NULL",
)


def upgrade() -> None:
    """Who waits already is looked at once."""
    for step in _STEPS:
        op.execute(step)
