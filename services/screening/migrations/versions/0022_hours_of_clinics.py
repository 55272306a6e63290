"""Reviews are due in the opening hours of the clinic."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run forward; there is no way back but a restore."""
    op.execute("ALTER TABLE clinics ADD COLUMN hours jsonb")
    op.execute(
        "COMMENT ON COLUMN clinics.hours IS 'of a usual week, as booking publishes them; null while they are not known'"
    )
