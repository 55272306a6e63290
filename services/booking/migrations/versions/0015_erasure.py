"""Patients can be erased, and consent to processing is recorded; what is redacted is found by an index."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE patients ADD COLUMN erased_at timestamptz",
    """CREATE INDEX event_log_of_person ON event_log (aggregateid)
        WHERE type IN ('needlepoint.booking.PatientRegistered.v1', 'needlepoint.booking.PatientChanged.v1')""",
    """CREATE TABLE processing_consents (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        wording text NOT NULL,
        agreed_at timestamptz NOT NULL,
        recorded_by text NOT NULL
    )""",
    "CREATE INDEX processing_consents_of_patient ON processing_consents (patient_id, id)",
)


def upgrade() -> None:
    """The index of the event log holds registrations and changes of patients: few of all events."""
    for step in _STEPS:
        op.execute(step)
