"""Photos before and after, of a session or a consult. Their files are outside the database."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE photos (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        session_id uuid REFERENCES sessions (id),
        consult_id uuid REFERENCES consults (id),
        stage text NOT NULL,
        area text NOT NULL,
        angle text NOT NULL,
        taken_at timestamptz NOT NULL,
        use text NOT NULL,
        agreed_by text,
        agreed_at timestamptz,
        media_type text NOT NULL,
        size integer NOT NULL,
        width integer NOT NULL,
        height integer NOT NULL,
        uploaded_by text NOT NULL,
        uploaded_at timestamptz NOT NULL,
        withdrawn_at timestamptz,
        withdrawn_by text,
        withdrawn_because text,
        CONSTRAINT photos_of_one_visit CHECK ((session_id IS NULL) <> (consult_id IS NULL))
    )""",
    "CREATE INDEX photos_of_patient ON photos (patient_id, taken_at)",
    # The sweep sets itself again each time. It is due by every clock, also a test's.
    """INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)
        VALUES ('photo-sweep', '', '2026-01-01Z', '2026-01-01Z', '{}'::jsonb, '{}'::jsonb)""",
)
_COMMENTS = {
    "id": "the key of its file too",
    "use": "what the patient agreed to",
    "agreed_by": "who agreed to more than care",
    "size": "bytes",
    "width": "pixels",
    "height": "pixels",
    "withdrawn_at": "its file is deleted some days later",
}


def upgrade() -> None:
    """There is none yet."""
    for step in _STEPS:
        op.execute(step)
    for column, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN photos.{column} IS '{comment}'")
