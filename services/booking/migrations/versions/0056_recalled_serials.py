"""Some cartridges of a lot may be recalled, by serial number."""

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None was so far."""
    op.execute("ALTER TABLE lots ADD COLUMN recalled_serials jsonb NOT NULL DEFAULT '{}'")
    op.execute(
        "COMMENT ON COLUMN lots.recalled_serials IS 'by recall: its serial numbers and moment; null: it was withdrawn'"
    )
