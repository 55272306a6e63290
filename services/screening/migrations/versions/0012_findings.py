"""What the practitioner found is kept beside the plan."""

from alembic import op

revision = "0012"
down_revision = "0011"

STATEMENTS = (
    "ALTER TABLE consults ADD COLUMN findings jsonb NOT NULL DEFAULT '[]'",
    "COMMENT ON COLUMN consults.findings IS 'what was seen, and where'",
)


def upgrade() -> None:
    """Run forward; there is no way back but a restore."""
    for statement in STATEMENTS:
        op.execute(statement)
