"""Stock that is low is said once more when it is urgent."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE stock_levels ADD COLUMN urgent_point integer, ADD COLUMN urgent_since timestamptz",
    "UPDATE stock_levels SET urgent_point = reorder_point / 4",
    "ALTER TABLE stock_levels ALTER COLUMN urgent_point SET NOT NULL,"
    " ADD CONSTRAINT levels_urgent CHECK (urgent_point >= 0)",
    "COMMENT ON COLUMN stock_levels.urgent_since IS 'StockLow was said as urgent then'",
)


def upgrade() -> None:
    """What is low and urgent already is said with the next movement of that product."""
    for step in _STEPS:
        op.execute(step)
