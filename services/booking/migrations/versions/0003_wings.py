"""What one wing needs to know without asking another: where a patient has come to, what was recorded at which time."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE patients ADD COLUMN clinics uuid[] NOT NULL DEFAULT '{}'",
    "COMMENT ON COLUMN patients.clinics IS 'where an appointment of theirs was ever booked'",
    """UPDATE patients SET clinics = (
        SELECT coalesce(array_agg(DISTINCT clinic_id), '{}') FROM appointments WHERE patient_id = patients.id
    )""",
    "ALTER TABLE appointments ADD COLUMN record_id uuid",
    "COMMENT ON COLUMN appointments.record_id IS 'the consult or session that was recorded at it'",
    "UPDATE appointments SET record_id = consults.id FROM consults WHERE appointment_id = appointments.id",
    "UPDATE appointments SET record_id = sessions.id FROM sessions WHERE appointment_id = appointments.id",
)


def upgrade() -> None:
    """Add both columns and fill them from what is there."""
    for step in _STEPS:
        op.execute(step)
