"""Which version of a session's record is kept, so that an earlier one that comes later changes nothing."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE treated_sessions ADD COLUMN version integer NOT NULL DEFAULT 1",
    "ALTER TABLE treated_sessions ADD COLUMN void boolean NOT NULL DEFAULT false",
    "COMMENT ON COLUMN treated_sessions.version IS 'of its record; 1 as first recorded'",
    "COMMENT ON COLUMN treated_sessions.void IS 'entered in error'",
)


def upgrade() -> None:
    """What is kept already is taken as the first version: a later one that comes again replaces it."""
    for step in _STEPS:
        op.execute(step)
