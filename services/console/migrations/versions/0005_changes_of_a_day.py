"""What changed on the boards of one day alone; what is stored before concerns every day."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day."""
    op.execute("ALTER TABLE changes ADD COLUMN day date")
    op.execute("COMMENT ON COLUMN changes.day IS 'the local day that shows something else; null: every day'")
