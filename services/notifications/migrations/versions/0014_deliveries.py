"""Each hand-over of a message to a carrier, and which carriers are down."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE messages ADD COLUMN waits_for text",
    "COMMENT ON COLUMN messages.waits_for IS 'the channel whose carrier it waits for, since it was due'",
    "ALTER TABLE messages DROP CONSTRAINT messages_status",
    "ALTER TABLE messages ADD CONSTRAINT messages_status CHECK"
    " (status IN ('planned', 'sending', 'sent', 'doubtful', 'skipped', 'failed', 'cancelled'))",
    """
    CREATE TABLE deliveries (
        id uuid NOT NULL PRIMARY KEY,
        message_id uuid NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
        channel text NOT NULL,
        address text NOT NULL,
        state text NOT NULL,
        reason text,
        provider_id text,
        handed_over_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        looks integer NOT NULL DEFAULT 0,
        CONSTRAINT deliveries_state CHECK (state IN
            ('handing_over', 'not_taken', 'doubtful', 'accepted', 'sent', 'failed', 'delivered', 'read'))
    )
    """,
    "COMMENT ON TABLE deliveries IS 'each hand-over of a message to a carrier, written before it begins'",
    "COMMENT ON COLUMN deliveries.id IS 'the key that the carrier gets'",
    "COMMENT ON COLUMN deliveries.reason IS 'why it was not taken, failed or is doubtful; no contact data'",
    "COMMENT ON COLUMN deliveries.provider_id IS 'the carrier''s own id of it'",
    "COMMENT ON COLUMN deliveries.changed_at IS 'since when it is in this state'",
    "COMMENT ON COLUMN deliveries.looks IS 'how often the carrier was asked'",
    "CREATE INDEX deliveries_of_message ON deliveries (message_id, id)",
    "CREATE INDEX deliveries_age ON deliveries (handed_over_at)",
    "CREATE INDEX deliveries_address ON deliveries (address, handed_over_at)",
    "CREATE INDEX deliveries_provider ON deliveries (channel, provider_id) WHERE provider_id IS NOT NULL",
    """
    CREATE TABLE carriers (
        channel text NOT NULL PRIMARY KEY,
        failures integer NOT NULL,
        down_since timestamptz,
        next_probe_at timestamptz,
        reason text
    )
    """,
    "COMMENT ON TABLE carriers IS 'what all workers know of the carrier of each channel'",
    "COMMENT ON COLUMN carriers.failures IS 'hand-overs in a row that it did not answer'",
    "COMMENT ON COLUMN carriers.down_since IS 'null: it carries'",
    "COMMENT ON COLUMN carriers.next_probe_at IS 'nothing else leaves before'",
    "COMMENT ON COLUMN carriers.reason IS 'what it failed with last'",
    # The limits of 24 hours go on: they count deliveries from now on.
    "INSERT INTO deliveries (id, message_id, channel, address, state, handed_over_at, changed_at)"
    " SELECT m.id, m.id, j.channel, j.address, 'accepted', j.handed_over_at, j.handed_over_at"
    " FROM channel_journal j JOIN messages m ON m.id = j.message_id"
    " WHERE j.handed_over_at > now() - interval '2 days'",
)


def upgrade() -> None:
    """The wider check is valid for every row that there is; a worker of the release before writes none of the new."""
    for step in _STEPS:
        op.execute(step)
