"""Numbers and addresses at which carriers say that a patient is not reached."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_STEPS = (
    """
    CREATE TABLE bad_addresses (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL,
        channel text NOT NULL,
        address text NOT NULL,
        reason text NOT NULL,
        found_at timestamptz NOT NULL,
        ended_at timestamptz,
        ended_why text,
        ended_by text,
        CONSTRAINT bad_addresses_ended CHECK ((ended_at IS NULL) = (ended_why IS NULL))
    )
    """,
    "CREATE UNIQUE INDEX bad_addresses_once ON bad_addresses (patient_id, channel, address) WHERE ended_at IS NULL",
    "CREATE INDEX bad_addresses_of_patient ON bad_addresses (patient_id)",
    "CREATE INDEX bad_addresses_address ON bad_addresses (lower(address)) WHERE ended_at IS NULL",
    "COMMENT ON TABLE bad_addresses IS 'numbers and addresses at which carriers say that a patient is not reached'",
    "COMMENT ON COLUMN bad_addresses.reason IS 'what the carrier said; no contact data'",
    "COMMENT ON COLUMN bad_addresses.ended_at IS 'null: messages do not go there'",
    "COMMENT ON COLUMN bad_addresses.ended_why IS 'proven, changed, confirmed or merged'",
    "COMMENT ON COLUMN bad_addresses.ended_by IS 'who confirmed it'",
)


def upgrade() -> None:
    """Only adds: the release before this one goes on."""
    for step in _STEPS:
        op.execute(step)
