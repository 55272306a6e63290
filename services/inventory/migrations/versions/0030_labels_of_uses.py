"""What the label of a used cartridge said of its expiry."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of uses before this it is not known."""
    op.execute("ALTER TABLE uses ADD COLUMN label_expires_on date")
    op.execute(
        "COMMENT ON COLUMN uses.label_expires_on IS 'the last day of use on its label; null: booking did not say it'"
    )
