"""A receipt that comes early keeps no address: it would outlive the erasure of whose it is."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The message is found by its id all the same."""
    op.execute("ALTER TABLE early_receipts DROP COLUMN address")
