"""Read models of clinics, appointments and worklists; what has changed on open pages; who is signed in."""

from alembic import op

from chassis.data.migrations import add_access_log, add_event_identity, add_retention, create_chassis_tables

revision = "0001"
down_revision = None

TABLES = (
    """
    CREATE TABLE clinics (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        time_zone text NOT NULL,
        hours jsonb
    )
    """,
    "COMMENT ON COLUMN clinics.hours IS 'the usual week, as booking says it; null: not known'",
    """
    CREATE TABLE appointments (
        id uuid PRIMARY KEY,
        patient_id uuid NOT NULL,
        clinic_id uuid NOT NULL,
        kind text NOT NULL,
        starts_at timestamptz NOT NULL,
        status text NOT NULL,
        station text,
        held boolean NOT NULL
    )
    """,
    "CREATE INDEX appointments_of_clinic ON appointments (clinic_id, starts_at)",
    "CREATE INDEX appointments_of_patient ON appointments (patient_id)",
    "COMMENT ON COLUMN appointments.status IS 'booked, missed or cancelled'",
    "COMMENT ON COLUMN appointments.station IS 'where the patient is; null: nobody noted an arrival'",
    """
    CREATE TABLE worklist_items (
        id uuid PRIMARY KEY,
        service text NOT NULL,
        kind text NOT NULL,
        subject_id uuid NOT NULL,
        about jsonb NOT NULL,
        clinic_id uuid NOT NULL,
        patient_id uuid,
        opened_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        claimed_by text,
        claimed_until timestamptz
    )
    """,
    "CREATE INDEX worklist_items_of_clinic ON worklist_items (clinic_id, due_at, id)",
    "CREATE INDEX worklist_items_of_patient ON worklist_items (patient_id)",
    "COMMENT ON COLUMN worklist_items.service IS 'whose item it is'",
    "COMMENT ON COLUMN worklist_items.about IS 'further ids, by name'",
    """
    CREATE TABLE people (
        id uuid PRIMARY KEY,
        goes_on_as uuid
    )
    """,
    "CREATE INDEX people_going_on ON people (goes_on_as)",
    "COMMENT ON COLUMN people.id IS 'a patient whose record was merged or erased'",
    "COMMENT ON COLUMN people.goes_on_as IS 'the patient whose record goes on; null: erased'",
    """
    CREATE TABLE changes (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        clinic_id uuid NOT NULL,
        page text NOT NULL,
        transaction bigint NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
        at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX changes_by_transaction ON changes (transaction)",
    "COMMENT ON COLUMN changes.transaction IS "
    "'the transaction that made it: what is still going on may commit after what is newer'",
    """
    CREATE TABLE sessions (
        id bytea PRIMARY KEY,
        subject text NOT NULL,
        tokens bytea NOT NULL,
        renew_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        clinic_id uuid
    )
    """,
    "CREATE INDEX sessions_ending ON sessions (ends_at)",
    "COMMENT ON COLUMN sessions.id IS 'SHA-256 of the secret in the person''s cookie'",
    "COMMENT ON COLUMN sessions.tokens IS 'sealed with a key that only the cookie gives'",
    "COMMENT ON COLUMN sessions.renew_at IS 'when the access token has to be renewed'",
    "COMMENT ON COLUMN sessions.seen_at IS 'when the person last did something'",
    "COMMENT ON COLUMN sessions.clinic_id IS 'the clinic whose pages were opened last'",
)


def upgrade() -> None:
    """Create them, beside the chassis' own."""
    create_chassis_tables()
    add_retention()
    add_event_identity()
    add_access_log()
    for statement in TABLES:
        op.execute(statement)
