"""Slots are held for some minutes; a hold occupies what an appointment would."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE holds (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        kind text NOT NULL,
        course_id uuid CONSTRAINT holds_course REFERENCES courses (id),
        moving_id uuid REFERENCES appointments (id),
        starts_at timestamptz NOT NULL,
        treatment_starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        practitioner_id uuid NOT NULL REFERENCES practitioners (id),
        room_id uuid NOT NULL REFERENCES rooms (id),
        device_id uuid REFERENCES devices (id),
        held_by text NOT NULL,
        held_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        extended_at timestamptz
    )""",
    "CREATE INDEX ix_holds_patient_id ON holds (patient_id)",
    "CREATE INDEX ix_holds_clinic_id ON holds (clinic_id)",
    "COMMENT ON TABLE holds IS 'times that are kept for a patient for some minutes; a row ends with its hold'",
    "COMMENT ON COLUMN holds.moving_id IS 'the appointment that may move there'",
    "COMMENT ON COLUMN holds.expires_at IS 'from then on it holds nothing, even while the row is there'",
    "COMMENT ON COLUMN holds.extended_at IS 'null: it may be extended once'",
    "ALTER TABLE occupations DROP CONSTRAINT occupations_appointment_id_fkey",
    "COMMENT ON COLUMN occupations.appointment_id IS 'an appointment, or a hold'",
)


def upgrade() -> None:
    """Nothing is held. What appointments occupy stays as it is."""
    for step in _STEPS:
        op.execute(step)
