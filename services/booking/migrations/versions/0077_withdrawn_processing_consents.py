"""Consents to processing are withdrawn, and somebody says what is kept without them."""

from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE processing_consents ADD COLUMN withdrawn_at timestamptz, ADD COLUMN withdrawn_by text,"
    " ADD COLUMN withdrawn_because text, ADD COLUMN settled_at timestamptz, ADD COLUMN settled_by text,"
    " ADD COLUMN settled_note text",
    "COMMENT ON COLUMN processing_consents.withdrawn_at IS 'null: it stands'",
    "COMMENT ON COLUMN processing_consents.withdrawn_because IS 'how it was said, or why it was a mistake'",
    "COMMENT ON COLUMN processing_consents.settled_at IS 'when it was decided what is kept without it'",
    "COMMENT ON COLUMN processing_consents.settled_note IS 'what is kept, and on what ground'",
    "ALTER TABLE processing_consents ADD CONSTRAINT processing_consents_withdrawn"
    " CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))",
    "ALTER TABLE processing_consents ADD CONSTRAINT processing_consents_settled"
    " CHECK ((settled_at IS NULL) = (settled_by IS NULL) AND (settled_at IS NULL OR withdrawn_at IS NOT NULL))",
    "CREATE INDEX processing_consents_to_settle ON processing_consents (id)"
    " WHERE withdrawn_at IS NOT NULL AND settled_at IS NULL",
)


def upgrade() -> None:
    """Every consent that is stored stands."""
    for step in _STEPS:
        op.execute(step)
