"""A patient is reached by several numbers and addresses, in an order."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE patients ADD COLUMN addresses jsonb",
    "COMMENT ON COLUMN patients.addresses IS"
    " 'all, the one to try first at the top; null: booking has named none, and phone and email are all'",
    "CREATE INDEX patients_addresses ON patients USING gin (addresses jsonb_path_ops)",
)


def upgrade() -> None:
    """Nobody's are named yet."""
    for step in _STEPS:
        op.execute(step)
