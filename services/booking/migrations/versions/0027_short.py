"""An appointment whose cartridges the clinic has not."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE appointments ADD COLUMN short_since timestamptz",
    "COMMENT ON COLUMN appointments.short_since IS 'the clinic has not its cartridges; null: it has'",
)


def upgrade() -> None:
    """What is short already is published when its stock next moves."""
    for step in _STEPS:
        op.execute(step)
