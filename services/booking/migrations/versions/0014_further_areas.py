"""A clearance may cover several areas, each with its own depth."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE clearances ADD COLUMN further_areas jsonb NOT NULL DEFAULT '[]'",
    "COMMENT ON COLUMN clearances.further_areas IS 'other areas, each with its depth'",
)


def upgrade() -> None:
    """Earlier clearances covered one area."""
    for step in _STEPS:
        op.execute(step)
