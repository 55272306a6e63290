"""Reports of mails that came back, and come early, keep the mail server's code: what follows depends on it."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE early_receipts ADD COLUMN status text",
    "COMMENT ON COLUMN early_receipts.status IS 'the same of a mail: the enhanced status code'",
    "ALTER TABLE early_receipts ADD COLUMN address text",
    "COMMENT ON COLUMN early_receipts.address IS 'whom it speaks of, where the carrier says so'",
)


def upgrade() -> None:
    """Those that are kept already are of no mail."""
    for step in _STEPS:
        op.execute(step)
