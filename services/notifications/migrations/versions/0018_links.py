"""Links in messages, and what proves who opens one."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE patients ADD COLUMN birth_digest text",
    "COMMENT ON COLUMN patients.birth_digest IS 'proves who opens a link; null: known since before links'",
    """
    CREATE TABLE links (
        id uuid NOT NULL PRIMARY KEY,
        message_id uuid NOT NULL UNIQUE REFERENCES messages (id) ON DELETE CASCADE,
        patient_id uuid NOT NULL,
        clinic_id uuid NOT NULL,
        about text NOT NULL,
        act text NOT NULL,
        subject_id uuid NOT NULL,
        digest text NOT NULL UNIQUE,
        made_at timestamptz NOT NULL,
        until timestamptz NOT NULL,
        state text NOT NULL,
        tries integer NOT NULL,
        opened integer NOT NULL,
        ended_as text,
        ended_at timestamptz,
        note text,
        CONSTRAINT links_state CHECK (state IN ('open', 'ended'))
    )
    """,
    "COMMENT ON TABLE links IS 'links in messages, made when a message leaves'",
    "COMMENT ON COLUMN links.clinic_id IS 'the clinic that it is about'",
    "COMMENT ON COLUMN links.about IS 'the message''s: what ends it'",
    "COMMENT ON COLUMN links.act IS 'what it is for'",
    "COMMENT ON COLUMN links.subject_id IS 'the health form, appointment or message that it opens'",
    "COMMENT ON COLUMN links.digest IS 'of its secret, which is kept nowhere'",
    "COMMENT ON COLUMN links.tries IS 'wrong dates of birth since it was last opened'",
    "COMMENT ON COLUMN links.opened IS 'how often'",
    "COMMENT ON COLUMN links.ended_as IS 'why it opens nothing any longer'",
    "COMMENT ON COLUMN links.note IS 'of whoever ended it'",
    "CREATE INDEX links_of_patient ON links (patient_id, id)",
    "CREATE INDEX links_about ON links (about)",
)


def upgrade() -> None:
    """Patients who are known get their digest with the next change of their record, or when projections are rebuilt."""
    for step in _STEPS:
        op.execute(step)
