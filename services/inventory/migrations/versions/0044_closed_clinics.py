"""From when on a clinic is closed for good."""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE clinics ADD COLUMN closed_from date",
    "COMMENT ON COLUMN clinics.closed_from IS 'local; closed for good from this day on; null: it stays'",
)


def upgrade() -> None:
    """Booking publishes the details of clinics that are closed already."""
    for step in _STEPS:
        op.execute(step)
