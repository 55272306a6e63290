"""Appointments that lie ahead, as far as screening's worklist needs them."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE appointments_ahead (
        id uuid PRIMARY KEY,
        patient_id uuid NOT NULL,
        clinic_id uuid NOT NULL,
        kind text NOT NULL,
        course_id uuid,
        starts_at timestamptz NOT NULL
    )""",
    "CREATE INDEX appointments_ahead_of_patient ON appointments_ahead (patient_id, starts_at)",
    "COMMENT ON COLUMN appointments_ahead.patient_id IS 'no foreign key: events come in any order'",
    """CREATE TABLE course_plans (
        course_id uuid PRIMARY KEY,
        patient_id uuid NOT NULL,
        consult_id uuid NOT NULL
    )""",
    "CREATE INDEX course_plans_of_patient ON course_plans (patient_id)",
    "COMMENT ON COLUMN course_plans.consult_id IS 'whose plan the course follows'",
)


def upgrade() -> None:
    """Run forward; there is no way back but a restore. Appointments of before are known when they change."""
    for statement in STATEMENTS:
        op.execute(statement)
