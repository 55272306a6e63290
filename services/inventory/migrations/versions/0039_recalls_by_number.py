"""The recall of a cartridge by its number is found by the number."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A page of 200 uses asks for each of its numbers."""
    op.execute("CREATE INDEX recalled_serials_of_number ON recalled_serials (serial)")
