"""Patients of a recalled lot are written to, and what is known of each is kept."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE recalls ADD COLUMN letters_released_at timestamptz, ADD COLUMN letters_released_by text",
    """CREATE TABLE recall_letters (
        id uuid NOT NULL PRIMARY KEY,
        recall_id uuid NOT NULL REFERENCES recalls (id),
        patient_id uuid NOT NULL,
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        used_at timestamptz NOT NULL,
        status text NOT NULL,
        released_at timestamptz NOT NULL,
        sent_at timestamptz,
        channel text,
        unreached_because text,
        informed_at timestamptz,
        informed_how text,
        informed_by text,
        answered_at timestamptz,
        answered_by text,
        withdrawn_at timestamptz,
        withdrawn_because text
    )""",
    "CREATE UNIQUE INDEX recall_letters_once ON recall_letters (recall_id, patient_id) WHERE withdrawn_at IS NULL",
    "CREATE INDEX recall_letters_of_clinic ON recall_letters (clinic_id, recall_id, status)",
    "COMMENT ON COLUMN recalls.letters_released_at IS 'null: its patients are not written to'",
    "COMMENT ON COLUMN recall_letters.clinic_id IS 'of the latest use on the patient'",
    "COMMENT ON COLUMN recall_letters.used_at IS 'the latest use on the patient'",
    "COMMENT ON COLUMN recall_letters.sent_at IS 'when a channel took the message'",
    "COMMENT ON COLUMN recall_letters.channel IS 'which'",
    "COMMENT ON COLUMN recall_letters.unreached_because IS 'a sentence; no contact data'",
    "COMMENT ON COLUMN recall_letters.informed_how IS 'a code'",
    "COMMENT ON COLUMN recall_letters.answered_by IS 'who wrote down what the patient said'",
    "COMMENT ON COLUMN recall_letters.withdrawn_because IS 'a code'",
)


def upgrade() -> None:
    """No patient was written to before: a director may release the letters of a past recall."""
    for step in _STEPS:
        op.execute(step)
