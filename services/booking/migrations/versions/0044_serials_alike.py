"""A cartridge is compared with those that were opened before by its serial number."""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is stored stays as it is: only new records are compared."""
    op.execute("CREATE INDEX session_cartridges_of_serial ON session_cartridges (gtin, lower(serial))")
