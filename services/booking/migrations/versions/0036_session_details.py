"""What was done at a session in detail, and who signed the record."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE sessions ADD COLUMN details jsonb",
    "ALTER TABLE sessions ADD COLUMN signed_by text",
    "ALTER TABLE sessions ADD COLUMN signed_at timestamptz",
    "COMMENT ON COLUMN sessions.details IS 'zones, cream, products, what was seen'",
    "COMMENT ON COLUMN sessions.signed_by IS 'null: nobody has, or before signatures were kept'",
)


def upgrade() -> None:
    """What was recorded before has no details, and nobody is asked to sign it."""
    for step in _STEPS:
        op.execute(step)
