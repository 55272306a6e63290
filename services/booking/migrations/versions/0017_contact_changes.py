"""A patient's new number or address waits until it is confirmed."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE contact_changes (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        kind text NOT NULL,
        address text NOT NULL,
        status text NOT NULL,
        requested_at timestamptz NOT NULL,
        until timestamptz NOT NULL,
        settled_at timestamptz,
        CONSTRAINT contact_changes_status CHECK (status IN ('pending', 'confirmed', 'withdrawn'))
    )""",
    "COMMENT ON COLUMN contact_changes.kind IS 'phone or email'",
    "COMMENT ON COLUMN contact_changes.address IS 'the new one'",
    "CREATE INDEX contact_changes_of_patient ON contact_changes (patient_id, id)",
    "CREATE UNIQUE INDEX contact_changes_pending ON contact_changes (patient_id, kind) WHERE status = 'pending'",
    """CREATE INDEX event_log_of_contact ON event_log (aggregateid)
        WHERE type IN ('needlepoint.booking.ContactChangeRequested.v1', 'needlepoint.booking.ContactReplaced.v1')""",
)


def upgrade() -> None:
    """Nothing waits yet."""
    for step in _STEPS:
        op.execute(step)
