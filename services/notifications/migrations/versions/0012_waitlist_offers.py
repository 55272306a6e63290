"""Offers of freed times that patients answer."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_STEPS = (
    "CREATE TABLE waitlist_offers (id uuid NOT NULL PRIMARY KEY, until timestamptz NOT NULL)",
    "COMMENT ON TABLE waitlist_offers IS"
    " 'offers of freed times that can still be answered; whose they are, the messages about them say'",
)


def upgrade() -> None:
    """Nothing was offered before."""
    for step in _STEPS:
        op.execute(step)
