"""Late cancellations, no-shows and deposits are facts, by policies that the chain enters."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE attendance_policies (
        id uuid NOT NULL PRIMARY KEY,
        clinic_id uuid REFERENCES clinics (id),
        begins_on date NOT NULL,
        kinds text[] NOT NULL,
        late_hours integer,
        spared integer NOT NULL,
        deposit_kinds text[] NOT NULL,
        count_days integer NOT NULL,
        missed_limit integer,
        before_booking text NOT NULL,
        reason text NOT NULL,
        entered_by text NOT NULL,
        entered_at timestamptz NOT NULL,
        replaced_at timestamptz
    )""",
    """CREATE UNIQUE INDEX attendance_policies_once ON attendance_policies
        (coalesce(clinic_id, '00000000-0000-0000-0000-000000000000'), begins_on) WHERE replaced_at IS NULL""",
    """CREATE TABLE attendance_facts (
        id uuid NOT NULL PRIMARY KEY,
        appointment_id uuid NOT NULL REFERENCES appointments (id),
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        fact text NOT NULL,
        at timestamptz NOT NULL,
        policy_id uuid REFERENCES attendance_policies (id),
        spared boolean NOT NULL,
        state text NOT NULL,
        reference text,
        noted_by text NOT NULL,
        settled_at timestamptz,
        settled_by text,
        settled_because text,
        CONSTRAINT attendance_facts_state CHECK (state IN ('stands', 'waived', 'paid', 'withdrawn')),
        CONSTRAINT attendance_facts_settled CHECK ((settled_at IS NULL) = (state = 'stands'))
    )""",
    "CREATE INDEX ix_attendance_facts_appointment_id ON attendance_facts (appointment_id)",
    "CREATE INDEX attendance_facts_of_patient ON attendance_facts (patient_id, at)",
    "CREATE INDEX attendance_facts_of_clinic ON attendance_facts (clinic_id, at)",
    """INSERT INTO attendance_facts (id, appointment_id, patient_id, clinic_id, fact, at, spared, state, noted_by)
        SELECT gen_random_uuid(), id, patient_id, clinic_id, 'missed', starts_at, true, 'stands', 'before policies'
        FROM appointments WHERE status = 'missed'""",
)
_COMMENTS = {
    "attendance_policies.clinic_id": "null: of the chain",
    "attendance_policies.begins_on": "local; until the next that begins",
    "attendance_policies.kinds": "of appointments",
    "attendance_policies.late_hours": "before the start; null: nobody cancels late",
    "attendance_policies.spared": "how many pass without a consequence",
    "attendance_policies.deposit_kinds": "of appointments for which a deposit is asked",
    "attendance_policies.count_days": "for how long something counts",
    "attendance_policies.missed_limit": "from how many on more is asked; null: never",
    "attendance_policies.before_booking": "confirmation or deposit",
    "attendance_policies.replaced_at": "by another for the same day, or taken back; null: it holds",
    "attendance_facts.fact": "cancelled_late, missed or deposit",
    "attendance_facts.policy_id": "null: none was in force",
    "attendance_facts.spared": "it passes without a consequence, and counts",
    "attendance_facts.state": "stands, waived, paid or withdrawn",
    "attendance_facts.reference": "the till''s, of what was paid",
}


def upgrade() -> None:
    """Who was missed before counts, without a consequence: no policy was in force."""
    for step in _STEPS:
        op.execute(step)
    for column, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN {column} IS '{comment}'")
