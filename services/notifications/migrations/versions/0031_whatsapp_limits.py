"""Limits of WhatsApp's numbers and of their portfolio."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE deliveries ADD COLUMN number_id text",
    "COMMENT ON COLUMN deliveries.number_id IS 'WhatsApp''s id of the number of ours that it left from'",
    "ALTER TABLE deliveries ADD COLUMN begins boolean NOT NULL DEFAULT false",
    "COMMENT ON COLUMN deliveries.begins IS"
    " 'whether it begins a conversation, which counts towards the portfolio''s limit'",
    "UPDATE deliveries SET begins = true WHERE channel = 'whatsapp' AND handed_over_at > now() - interval '24 hours'",
    "CREATE INDEX deliveries_begun ON deliveries (handed_over_at, address) WHERE begins",
    "ALTER TABLE whatsapp_contacts ADD COLUMN wrote_to text",
    "COMMENT ON COLUMN whatsapp_contacts.wrote_to IS 'WhatsApp''s id of the number of ours that they wrote to then'",
    """
    CREATE TABLE whatsapp_limits (
        name text PRIMARY KEY,
        new_per_day integer,
        waits_until timestamptz,
        new_wait_until timestamptz,
        reason text,
        held_since timestamptz
    )
    """,
    "COMMENT ON TABLE whatsapp_limits IS 'what WhatsApp lets our numbers send'",
    "COMMENT ON COLUMN whatsapp_limits.name IS 'the id of one of our numbers, or ''portfolio'' for all of them'",
    "COMMENT ON COLUMN whatsapp_limits.new_per_day IS 'as WhatsApp said; null: it said none, or that there is none'",
    "COMMENT ON COLUMN whatsapp_limits.waits_until IS 'nothing leaves from the number before'",
    "COMMENT ON COLUMN whatsapp_limits.new_wait_until IS 'nothing that begins a conversation does'",
    "COMMENT ON COLUMN whatsapp_limits.reason IS 'why it waits'",
    "COMMENT ON COLUMN whatsapp_limits.held_since IS 'since when messages are held back'",
)


def upgrade() -> None:
    """What went by WhatsApp in the last 24 hours counts, whatever it was: nobody noted whether it began anything."""
    for step in _STEPS:
        op.execute(step)
