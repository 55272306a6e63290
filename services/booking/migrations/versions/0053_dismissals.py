"""That nothing is booked for a patient may be put off until a day."""

from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE dismissals (
        id uuid PRIMARY KEY,
        subject_id uuid NOT NULL,
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        until date NOT NULL,
        ends_at timestamptz NOT NULL,
        reason text NOT NULL,
        dismissed_by text NOT NULL,
        dismissed_at timestamptz NOT NULL,
        withdrawn_at timestamptz,
        withdrawn_by text,
        withdrawn_because text,
        CONSTRAINT dismissals_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_because IS NULL))
    )""",
    "CREATE INDEX ix_dismissals_subject_id ON dismissals (subject_id)",
    "CREATE INDEX ix_dismissals_patient_id ON dismissals (patient_id)",
    "CREATE INDEX ix_dismissals_clinic_id ON dismissals (clinic_id)",
    "COMMENT ON COLUMN dismissals.subject_id IS 'of the item: the course, or the patient'",
    "COMMENT ON COLUMN dismissals.until IS 'local; on that day it is work again'",
    "COMMENT ON COLUMN dismissals.ends_at IS 'when that day begins'",
)


def upgrade() -> None:
    """Nothing is put off yet."""
    for step in _STEPS:
        op.execute(step)
