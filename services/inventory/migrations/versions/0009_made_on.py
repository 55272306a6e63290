"""When a lot was made, as its labels say."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE lots ADD COLUMN made_on date",
    "COMMENT ON COLUMN lots.made_on IS 'day of manufacture; null: no label that was received said so'",
)


def upgrade() -> None:
    """What was received before has no such day: its labels were not kept."""
    for step in _STEPS:
        op.execute(step)
