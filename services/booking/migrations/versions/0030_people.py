"""Guardians of patients, notes of the front desk, and proposals to merge two records."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE guardians (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        name text NOT NULL,
        relation text NOT NULL,
        phone text NOT NULL,
        recorded_by text NOT NULL,
        recorded_at timestamptz NOT NULL,
        ended_by text,
        ended_at timestamptz,
        ended_because text,
        CONSTRAINT guardians_ended CHECK ((ended_at IS NULL) = (ended_because IS NULL))
    )""",
    "COMMENT ON COLUMN guardians.ended_by IS 'who took it off the record'",
    "CREATE INDEX ix_guardians_patient_id ON guardians (patient_id)",
    """CREATE TABLE patient_notes (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        text text,
        written_by text NOT NULL,
        written_at timestamptz NOT NULL,
        amends uuid,
        gone_at timestamptz,
        removed_by text
    )""",
    "COMMENT ON COLUMN patient_notes.text IS 'null: removed'",
    "COMMENT ON COLUMN patient_notes.amends IS 'the note whose place it takes'",
    "COMMENT ON COLUMN patient_notes.gone_at IS 'amended by another one, or removed'",
    "CREATE INDEX ix_patient_notes_patient_id ON patient_notes (patient_id)",
    """CREATE TABLE merge_proposals (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        "into" uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        reason text NOT NULL,
        proposed_by text NOT NULL,
        proposed_at timestamptz NOT NULL,
        status text NOT NULL,
        settled_by text,
        settled_at timestamptz,
        settled_because text,
        CONSTRAINT merge_proposals_status CHECK (status IN ('proposed', 'merged', 'rejected', 'withdrawn')),
        CONSTRAINT merge_proposals_settled CHECK ((status = 'proposed') = (settled_at IS NULL))
    )""",
    "COMMENT ON COLUMN merge_proposals.patient_id IS 'whose record would end'",
    "COMMENT ON COLUMN merge_proposals.\"into\" IS 'whose record would go on'",
    "COMMENT ON COLUMN merge_proposals.clinic_id IS 'the home clinic of the record that ends'",
    "CREATE INDEX ix_merge_proposals_patient_id ON merge_proposals (patient_id)",
    "CREATE INDEX merge_proposals_open ON merge_proposals (clinic_id) WHERE status = 'proposed'",
)


def upgrade() -> None:
    """Nobody was recorded before."""
    for step in _STEPS:
        op.execute(step)
