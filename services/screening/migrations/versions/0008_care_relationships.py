"""Other clinics than the home clinic look after a patient for a time."""

from alembic import op

revision = "0008"
down_revision = "0007"

STATEMENTS = (
    """CREATE TABLE care_relationships (
        patient_id uuid NOT NULL,
        clinic_id uuid NOT NULL,
        until timestamptz NOT NULL,
        PRIMARY KEY (patient_id, clinic_id)
    )""",
)


def upgrade() -> None:
    """Run forward; there is no way back but a restore."""
    for statement in STATEMENTS:
        op.execute(statement)
