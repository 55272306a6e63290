"""Decisions that a clinician has to look at before they become milder say why."""

from alembic import op

revision = "0007"
down_revision = "0006"

STATEMENTS = (
    "ALTER TABLE screenings ADD COLUMN held text",
    "COMMENT ON COLUMN screenings.held IS 'why a milder decision waits for a clinician'",
)


def upgrade() -> None:
    """Run forward; there is no way back but a restore."""
    for statement in STATEMENTS:
        op.execute(statement)
