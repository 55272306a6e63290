"""An appointment has a set of problems; what has changed is checked in pieces."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE appointments ADD COLUMN problems jsonb DEFAULT '[]' NOT NULL",
    "COMMENT ON COLUMN appointments.problems IS 'what stands in its way, and since when'",
    """UPDATE appointments SET problems = jsonb_build_array(jsonb_build_object(
        'code', CASE
            WHEN held_why LIKE 'A clinician has to review%' THEN 'screening_under_review'
            WHEN held_why LIKE 'The patient has to be screened%' THEN 'screening_to_repeat'
            WHEN held_why LIKE 'The clearance ends%' THEN 'clearance_ends_before'
            WHEN held_why LIKE 'The check of the day%' THEN 'day_check_failed'
            ELSE 'clearance_suspended'
        END,
        'sentence', coalesce(held_why, 'The clearance is suspended until the medical director decides.'),
        'since', held_since
    )) WHERE held_since IS NOT NULL""",
    "ALTER TABLE appointments DROP COLUMN held_why",
    "CREATE INDEX appointments_not_valid ON appointments (clinic_id, starts_at) WHERE problems <> '[]'",
    """CREATE TABLE appointment_checks (
        appointment_id uuid NOT NULL PRIMARY KEY REFERENCES appointments (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        asked_at timestamptz NOT NULL
    )""",
    "CREATE INDEX ix_appointment_checks_clinic_id ON appointment_checks (clinic_id)",
    """COMMENT ON TABLE appointment_checks IS
        'appointments that have to be looked at, because something on which they depend has changed'""",
    """INSERT INTO appointment_checks (appointment_id, clinic_id, asked_at)
        SELECT id, clinic_id, now() FROM appointments WHERE status = 'booked' AND ends_at > now()""",
    """INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)
        SELECT DISTINCT 'check-appointments', clinic_id::text, now(), now(), '{}'::jsonb, '{}'::jsonb
        FROM appointment_checks""",
)


def upgrade() -> None:
    """What is held says why, as a code. Everything that lies ahead is checked by what is stored."""
    for step in _STEPS:
        op.execute(step)
