"""Which texts that ask to stop say more than that."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE texts ADD COLUMN says_more boolean NOT NULL DEFAULT false",
    "COMMENT ON COLUMN texts.says_more IS 'it asks to stop, and is read as well'",
)


def upgrade() -> None:
    """What was obeyed so far stays so: its words are in the conversation of the patient."""
    for step in _STEPS:
        op.execute(step)
