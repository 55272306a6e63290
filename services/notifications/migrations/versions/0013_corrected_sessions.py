"""Which version of a session's record counts, so that an earlier one that comes later plans nothing."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_STEPS = (
    "CREATE TABLE corrected_sessions (id uuid NOT NULL PRIMARY KEY, version integer NOT NULL)",
    "COMMENT ON TABLE corrected_sessions IS"
    " 'sessions whose record was put right; whose they are, the messages about them say'",
    "COMMENT ON COLUMN corrected_sessions.version IS 'the last of the record that arrived; the first has no row'",
)


def upgrade() -> None:
    """What was put right before is not known here."""
    for step in _STEPS:
        op.execute(step)
