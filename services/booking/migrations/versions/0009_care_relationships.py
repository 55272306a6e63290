"""A patient visits another clinic for a time, with a reason; having been there once gives no right any more."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE care_relationships (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        reason text NOT NULL,
        opened_by text NOT NULL,
        opened_at timestamptz NOT NULL,
        until timestamptz NOT NULL
    )""",
    "CREATE INDEX care_relationships_of_patient ON care_relationships (patient_id, clinic_id)",
    "ALTER TABLE patients DROP COLUMN clinics",
)


def upgrade() -> None:
    """Whoever visits a clinic now is asked for a reason there once."""
    for step in _STEPS:
        op.execute(step)
