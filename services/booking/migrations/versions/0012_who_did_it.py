"""Who recorded a consult; clinicians open another clinic's patient in an emergency; a visit can end early."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE consults ADD COLUMN recorded_by text",
    """CREATE TABLE emergency_accesses (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        home_clinic_id uuid NOT NULL REFERENCES clinics (id),
        reason text NOT NULL,
        opened_by text NOT NULL,
        practitioner_id uuid,
        opened_at timestamptz NOT NULL,
        until timestamptz NOT NULL,
        reviewed_by text,
        reviewed_at timestamptz,
        note text,
        CONSTRAINT emergency_accesses_reviewed CHECK (
            (reviewed_at IS NULL) = (reviewed_by IS NULL) AND (reviewed_at IS NULL) = (note IS NULL)
        )
    )""",
    "CREATE INDEX emergency_accesses_of_patient ON emergency_accesses (patient_id, opened_by)",
    "CREATE INDEX emergency_accesses_open ON emergency_accesses (id) WHERE reviewed_at IS NULL",
    """ALTER TABLE care_relationships
        ADD COLUMN ended_by text,
        ADD COLUMN ended_because text,
        ADD CONSTRAINT care_relationships_ended CHECK ((ended_by IS NULL) = (ended_because IS NULL))""",
)
_COMMENTS = {
    "consults.recorded_by": "who was signed in; null before it was kept",
    "care_relationships.ended_by": "who ended it before its time",
    "emergency_accesses.clinic_id": "where the patient was",
    "emergency_accesses.home_clinic_id": "the patient''s at that time",
    "emergency_accesses.opened_by": "to nobody else is the record open",
    "emergency_accesses.practitioner_id": "as the token names them, known here or not",
    "emergency_accesses.note": "what the review found",
}


def upgrade() -> None:
    """What was recorded before says no more than it did."""
    for step in _STEPS:
        op.execute(step)
    for column, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN {column} IS '{comment}'")
