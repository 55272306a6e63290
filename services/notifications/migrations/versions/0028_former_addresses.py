"""What a patient's addresses were before they changed."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE patients ADD COLUMN former_addresses jsonb",
    "COMMENT ON COLUMN patients.former_addresses IS "
    "'all before the last change; null: nothing changed since booking names them'",
)


def upgrade() -> None:
    """Of what was added before nobody is told."""
    for step in _STEPS:
        op.execute(step)
