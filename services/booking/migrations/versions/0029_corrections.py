"""Appointments that were given up by mistake stand again, reviews of results are recorded, courses are stopped."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE appointments ADD COLUMN reinstated_from text",
    "COMMENT ON COLUMN appointments.reinstated_from IS 'what it was said to be by mistake'",
    "ALTER TABLE appointments ADD COLUMN reinstated_at timestamptz",
    "ALTER TABLE appointments ADD COLUMN reinstated_by text",
    "ALTER TABLE appointments ADD COLUMN reinstated_because text",
    "ALTER TABLE courses ADD COLUMN stopped_at timestamptz",
    "COMMENT ON COLUMN courses.stopped_at IS 'nothing more is booked in it; null: it goes on'",
    "ALTER TABLE courses ADD COLUMN stopped_by text",
    "ALTER TABLE courses ADD COLUMN stopped_because text",
    "ALTER TABLE courses ADD COLUMN replaced boolean NOT NULL DEFAULT false",
    "COMMENT ON COLUMN courses.replaced IS 'by one for the amended plan'",
    "COMMENT ON COLUMN courses.consult_id IS NULL",
    "CREATE UNIQUE INDEX courses_one_of_consult ON courses (consult_id) WHERE NOT replaced",
    "ALTER TABLE courses DROP CONSTRAINT courses_consult_id_key",
    "ALTER TABLE sessions ADD COLUMN recorded_at timestamptz",
    "COMMENT ON COLUMN sessions.recorded_at IS 'when it was entered late; null: on its day'",
    "ALTER TABLE sessions ADD COLUMN late_because text",
    "ALTER TABLE consults ADD COLUMN version integer NOT NULL DEFAULT 1",
    """CREATE TABLE earlier_consults (
        consult_id uuid NOT NULL REFERENCES consults (id),
        version integer NOT NULL,
        patient_id uuid NOT NULL REFERENCES patients (id),
        recorded jsonb NOT NULL,
        recorded_by text,
        amended_because text NOT NULL,
        amended_by text NOT NULL,
        amended_at timestamptz NOT NULL,
        PRIMARY KEY (consult_id, version)
    )""",
    "COMMENT ON COLUMN earlier_consults.recorded IS 'what that version said'",
    "COMMENT ON COLUMN earlier_consults.amended_because IS 'why the next version took its place'",
    "CREATE INDEX ix_earlier_consults_patient_id ON earlier_consults (patient_id)",
    """CREATE TABLE results_reviews (
        id uuid NOT NULL PRIMARY KEY,
        appointment_id uuid NOT NULL UNIQUE REFERENCES appointments (id),
        course_id uuid NOT NULL REFERENCES courses (id),
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        practitioner_id uuid NOT NULL REFERENCES practitioners (id),
        improvement text NOT NULL,
        satisfied boolean,
        next_step text NOT NULL,
        note text,
        recorded_by text NOT NULL,
        reviewed_at timestamptz NOT NULL
    )""",
    "COMMENT ON COLUMN results_reviews.satisfied IS 'what the patient says; null: not asked'",
    "CREATE INDEX results_reviews_of_patient ON results_reviews (patient_id, reviewed_at)",
)


def upgrade() -> None:
    """Nothing was corrected before."""
    for step in _STEPS:
        op.execute(step)
