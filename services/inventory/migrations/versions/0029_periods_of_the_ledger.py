"""Movements of a period, and what was used in it, are found by an index."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two indexes."""
    op.execute("CREATE INDEX ledger_of_period ON ledger (clinic_id, at, id)")
    op.execute("CREATE INDEX ledger_uses ON ledger (at, clinic_id, gtin) WHERE kind = 'use'::text")
