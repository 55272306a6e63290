"""Who is told of recalls at a clinic."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE escalation_policies ADD COLUMN told_of_recalls jsonb NOT NULL DEFAULT '[]'",
    "COMMENT ON COLUMN escalation_policies.told_of_recalls IS 'names and addresses; they are not asked'",
)


def upgrade() -> None:
    """Until a clinic names somebody, nobody is told."""
    for step in _STEPS:
        op.execute(step)
