"""The waitlist: who waits for which time, and what was offered to whom."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE waitlist_entries (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_ids uuid[] NOT NULL,
        wants text NOT NULL,
        course_id uuid REFERENCES courses (id),
        appointment_id uuid REFERENCES appointments (id),
        first_day date NOT NULL,
        last_day date NOT NULL,
        weekdays smallint[] NOT NULL,
        earliest time,
        latest time,
        practitioner_id uuid REFERENCES practitioners (id),
        notice_minutes integer NOT NULL,
        priority text NOT NULL,
        since timestamptz NOT NULL,
        state text NOT NULL,
        ended_at timestamptz,
        ended_why text,
        version integer NOT NULL,
        CONSTRAINT waitlist_entries_ended CHECK ((state = 'waiting') = (ended_at IS NULL)),
        CONSTRAINT waitlist_entries_somewhere CHECK (cardinality(clinic_ids) > 0)
    )""",
    "COMMENT ON COLUMN waitlist_entries.clinic_ids IS 'any of them'",
    "COMMENT ON COLUMN waitlist_entries.course_id IS 'whose next appointment is wanted'",
    "COMMENT ON COLUMN waitlist_entries.appointment_id IS 'that is to be earlier'",
    "COMMENT ON COLUMN waitlist_entries.first_day IS 'local'",
    "COMMENT ON COLUMN waitlist_entries.last_day IS 'local, included'",
    "COMMENT ON COLUMN waitlist_entries.weekdays IS '0 is Monday; empty: any'",
    "COMMENT ON COLUMN waitlist_entries.earliest IS 'local start'",
    "COMMENT ON COLUMN waitlist_entries.latest IS 'local start, included'",
    "COMMENT ON COLUMN waitlist_entries.practitioner_id IS 'only this one'",
    "COMMENT ON COLUMN waitlist_entries.notice_minutes IS 'how long before the start they have to know'",
    "CREATE INDEX ix_waitlist_entries_patient_id ON waitlist_entries (patient_id)",
    "CREATE INDEX waitlist_at ON waitlist_entries USING gin (clinic_ids) WHERE state = 'waiting'",
    "CREATE UNIQUE INDEX waitlist_one_consult ON waitlist_entries (patient_id)"
    " WHERE state = 'waiting' AND wants = 'consult'",
    "CREATE UNIQUE INDEX waitlist_one_of_course ON waitlist_entries (course_id)"
    " WHERE state = 'waiting' AND wants = 'next'",
    "CREATE UNIQUE INDEX waitlist_one_move ON waitlist_entries (appointment_id) WHERE state = 'waiting'",
    """CREATE TABLE waitlist_offers (
        id uuid NOT NULL PRIMARY KEY,
        entry_id uuid NOT NULL REFERENCES waitlist_entries (id),
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        freed_id uuid NOT NULL,
        freed_from timestamptz NOT NULL,
        freed_until timestamptz NOT NULL,
        kind text NOT NULL,
        moving_id uuid REFERENCES appointments (id),
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        practitioner_id uuid NOT NULL REFERENCES practitioners (id),
        room_id uuid NOT NULL REFERENCES rooms (id),
        device_id uuid REFERENCES devices (id),
        hold_id uuid NOT NULL,
        asked text NOT NULL,
        because jsonb NOT NULL,
        offered_at timestamptz NOT NULL,
        until timestamptz NOT NULL,
        state text NOT NULL,
        ended_at timestamptz,
        appointment_id uuid REFERENCES appointments (id),
        CONSTRAINT waitlist_offers_ended CHECK ((state = 'open') = (ended_at IS NULL))
    )""",
    "COMMENT ON COLUMN waitlist_offers.freed_id IS 'the time that is offered, to one after another'",
    "COMMENT ON COLUMN waitlist_offers.moving_id IS 'the appointment that would move there'",
    "COMMENT ON COLUMN waitlist_offers.hold_id IS 'what keeps the time until then'",
    "COMMENT ON COLUMN waitlist_offers.asked IS 'message or desk'",
    "COMMENT ON COLUMN waitlist_offers.because IS 'why this patient, as codes with numbers'",
    "COMMENT ON COLUMN waitlist_offers.appointment_id IS 'what came of it'",
    "CREATE INDEX ix_waitlist_offers_entry_id ON waitlist_offers (entry_id)",
    "CREATE INDEX ix_waitlist_offers_patient_id ON waitlist_offers (patient_id)",
    "CREATE INDEX ix_waitlist_offers_freed_id ON waitlist_offers (freed_id)",
    "CREATE INDEX waitlist_offers_at ON waitlist_offers (clinic_id, offered_at)",
    "CREATE UNIQUE INDEX waitlist_one_offer ON waitlist_offers (patient_id) WHERE state = 'open'",
    "CREATE UNIQUE INDEX waitlist_one_asked ON waitlist_offers (freed_id) WHERE state = 'open'",
)


def upgrade() -> None:
    """Nobody waits yet."""
    for step in _STEPS:
        op.execute(step)
