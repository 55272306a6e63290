"""A new number or address is confirmed by a code; what an address got lately is counted."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE contact_confirmations (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL,
        code_hash text NOT NULL,
        tries integer NOT NULL,
        until timestamptz NOT NULL,
        state text NOT NULL,
        CONSTRAINT contact_confirmations_state CHECK (state IN ('open', 'confirmed', 'void'))
    )""",
    "COMMENT ON COLUMN contact_confirmations.id IS 'the change, as booking named it'",
    "COMMENT ON COLUMN contact_confirmations.tries IS 'wrong codes so far'",
    "CREATE INDEX contact_confirmations_of_patient ON contact_confirmations (patient_id)",
    "CREATE INDEX channel_journal_address ON channel_journal (address, handed_over_at)",
)


def upgrade() -> None:
    """Nothing waits yet."""
    for step in _STEPS:
        op.execute(step)
