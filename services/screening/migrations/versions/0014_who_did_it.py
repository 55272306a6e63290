"""Which practitioner checked or ruled; a visit ends early; clinicians read another clinic's patient in an emergency."""

from alembic import op

revision = "0014"
down_revision = "0013"

STATEMENTS = (
    "ALTER TABLE screenings ADD COLUMN practitioner_id uuid",
    """CREATE TABLE emergency_accesses (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL,
        clinic_id uuid NOT NULL,
        opened_by text NOT NULL,
        until timestamptz NOT NULL
    )""",
    "COMMENT ON COLUMN screenings.practitioner_id IS"
    " 'who checked the day or ruled, where their token names a practitioner'",
    "COMMENT ON COLUMN emergency_accesses.clinic_id IS 'for which the clinician works'",
    "COMMENT ON COLUMN emergency_accesses.opened_by IS 'to nobody else is the record open'",
    "CREATE INDEX emergency_accesses_of_patient ON emergency_accesses (patient_id, opened_by)",
)


def upgrade() -> None:
    """Run forward; there is no way back but a restore."""
    for statement in STATEMENTS:
        op.execute(statement)
