"""A suspension stops what screening cleared, and holds what is booked."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE suspensions (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL,
        clinic_id uuid NOT NULL,
        reason text NOT NULL,
        suspended_at timestamptz NOT NULL,
        over_at timestamptz
    )""",
    "CREATE INDEX suspensions_open ON suspensions (patient_id) WHERE over_at IS NULL",
    "ALTER TABLE appointments ADD COLUMN held_since timestamptz",
    "CREATE INDEX appointments_held ON appointments (clinic_id, starts_at) WHERE held_since IS NOT NULL",
    "COMMENT ON COLUMN suspensions.patient_id IS 'no foreign key: it stops decisions that have not come yet'",
    "COMMENT ON COLUMN suspensions.reason IS 'a code; what it is about stays in screening'",
    "COMMENT ON COLUMN appointments.held_since IS 'it keeps its time and may not take place; null: it may'",
)


def upgrade() -> None:
    """Nothing is suspended yet."""
    for statement in STATEMENTS:
        op.execute(statement)
