"""Receipts that come before their hand-over is known are kept."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_STEPS = (
    """
    CREATE TABLE early_receipts (
        id uuid PRIMARY KEY,
        channel text NOT NULL,
        provider_id text NOT NULL,
        state text NOT NULL,
        reason text,
        address_bad boolean NOT NULL,
        received_at timestamptz NOT NULL
    )
    """,
    "COMMENT ON TABLE early_receipts IS"
    " 'receipts that came before the carrier had answered the hand-over, or of messages that are not ours'",
    "COMMENT ON COLUMN early_receipts.provider_id IS 'the carrier''s own id of the message'",
    "COMMENT ON COLUMN early_receipts.state IS 'how far it had come'",
    "COMMENT ON COLUMN early_receipts.reason IS 'why it failed; no contact data'",
    "CREATE INDEX early_receipts_of ON early_receipts (channel, provider_id)",
    "CREATE INDEX early_receipts_age ON early_receipts (received_at)",
)


def upgrade() -> None:
    """There are none yet."""
    for step in _STEPS:
        op.execute(step)
