"""A product that inventory holds for a session instead of the one that its device takes."""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is held instead: no product has had a substitute so far."""
    op.execute("ALTER TABLE appointments ADD COLUMN substitute_gtin text")
    op.execute(
        "COMMENT ON COLUMN appointments.substitute_gtin IS"
        " 'what inventory holds instead of cartridge_gtin; null: nothing'"
    )
