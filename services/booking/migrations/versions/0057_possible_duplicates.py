"""Who was registered although they look like another patient is work until somebody finds out."""

from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE possible_duplicates (
        id uuid PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        other_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        same text[] NOT NULL,
        reason text NOT NULL,
        noted_by text NOT NULL,
        noted_at timestamptz NOT NULL,
        status text NOT NULL,
        settled_by text,
        settled_at timestamptz,
        settled_because text,
        CONSTRAINT possible_duplicates_status CHECK (status IN ('open', 'merged', 'two_people', 'erased')),
        CONSTRAINT possible_duplicates_settled CHECK ((status = 'open') = (settled_at IS NULL))
    )""",
    "CREATE INDEX ix_possible_duplicates_patient_id ON possible_duplicates (patient_id)",
    "CREATE INDEX ix_possible_duplicates_other_id ON possible_duplicates (other_id)",
    "CREATE INDEX possible_duplicates_open ON possible_duplicates (clinic_id) WHERE status = 'open'",
    "COMMENT ON COLUMN possible_duplicates.patient_id IS 'who was registered as new'",
    "COMMENT ON COLUMN possible_duplicates.other_id IS 'who was there before'",
    "COMMENT ON COLUMN possible_duplicates.clinic_id IS 'where somebody has to find out'",
    "COMMENT ON COLUMN possible_duplicates.same IS 'what both records have in common'",
    "COMMENT ON COLUMN possible_duplicates.reason IS 'why somebody registered them all the same'",
)


def upgrade() -> None:
    """Who was registered before is in the audit log alone."""
    for step in _STEPS:
        op.execute(step)
