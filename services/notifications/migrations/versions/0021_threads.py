"""Conversations of front desks: one for each patient who writes, and for each number or address of nobody's."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE threads (
        id uuid PRIMARY KEY,
        patient_id uuid,
        channel text,
        address text,
        clinic_id uuid,
        state text NOT NULL,
        since timestamptz NOT NULL,
        assigned_to text,
        steps jsonb NOT NULL,
        CONSTRAINT threads_state CHECK (state IN ('open', 'waiting', 'closed')),
        CONSTRAINT threads_of CHECK ((patient_id IS NULL) = (address IS NOT NULL)),
        CONSTRAINT threads_from CHECK ((address IS NULL) = (channel IS NULL))
    )""",
    "COMMENT ON TABLE threads IS 'conversations of front desks with those who write back'",
    "COMMENT ON COLUMN threads.patient_id IS 'who writes; null: nobody is known, or several can have written'",
    "COMMENT ON COLUMN threads.channel IS 'null: a patient''s, whichever way they write'",
    "COMMENT ON COLUMN threads.address IS 'from which it is written, while nobody knows by whom'",
    "COMMENT ON COLUMN threads.clinic_id IS 'whose front desk answers; null: nobody knows whose'",
    "COMMENT ON COLUMN threads.since IS 'since when somebody waits, or nobody does'",
    "COMMENT ON COLUMN threads.assigned_to IS 'the subject of a token'",
    "COMMENT ON COLUMN threads.steps IS 'who did what about it, and when'",
    "CREATE UNIQUE INDEX threads_of_patient ON threads (patient_id) WHERE patient_id IS NOT NULL",
    "CREATE UNIQUE INDEX threads_of_address ON threads (channel, address) WHERE patient_id IS NULL",
    "CREATE INDEX threads_waiting ON threads (state, since)",
    "ALTER TABLE texts ADD COLUMN appointment_id uuid",
    "COMMENT ON COLUMN texts.appointment_id IS 'the appointment that it may mean'",
    "ALTER TABLE texts ADD COLUMN read_by timestamptz",
    "COMMENT ON COLUMN texts.read_by IS 'by when a person should have dealt with it'",
    "ALTER TABLE texts ADD COLUMN thread_id uuid REFERENCES threads ON DELETE SET NULL",
    "CREATE INDEX texts_of_thread ON texts (thread_id, received_at)",
    """INSERT INTO threads (id, patient_id, clinic_id, state, since, steps)
        SELECT DISTINCT ON (of.patient_id) texts.id, of.patient_id, of.clinic_id, 'open', texts.received_at, '[]'
        FROM texts JOIN text_patients AS of ON of.text_id = texts.id
        WHERE texts.state = 'open'
        AND (SELECT count(*) FROM text_patients AS each WHERE each.text_id = texts.id) = 1
        ORDER BY of.patient_id, texts.received_at""",
    """INSERT INTO threads (id, channel, address, clinic_id, state, since, steps)
        SELECT DISTINCT ON (texts.channel, texts.sender) texts.id, texts.channel, texts.sender,
            (SELECT of.clinic_id FROM text_patients AS of WHERE of.text_id = texts.id ORDER BY of.patient_id LIMIT 1),
            'open', texts.received_at, '[]'
        FROM texts WHERE texts.state = 'open'
        AND (SELECT count(*) FROM text_patients AS each WHERE each.text_id = texts.id) <> 1
        ORDER BY texts.channel, texts.sender, texts.received_at""",
    """UPDATE texts SET read_by = coalesce(
            (SELECT due_at FROM worklist_items AS item
                WHERE item.kind = 'text_to_read' AND item.subject_id = texts.id AND item.closed_at IS NULL),
            received_at + interval '1 hour') WHERE state = 'open'""",
    """UPDATE texts SET thread_id = threads.id FROM threads, text_patients AS of
        WHERE of.text_id = texts.id AND threads.patient_id = of.patient_id
        AND texts.state = 'open'
        AND (SELECT count(*) FROM text_patients AS each WHERE each.text_id = texts.id) = 1""",
    """UPDATE texts SET thread_id = threads.id FROM threads
        WHERE threads.channel = texts.channel AND threads.address = texts.sender
        AND texts.state = 'open'
        AND (SELECT count(*) FROM text_patients AS each WHERE each.text_id = texts.id) <> 1""",
)


def upgrade() -> None:
    """What waits already is in a thread as well; its items on the worklist stay, and close with the texts."""
    for step in _STEPS:
        op.execute(step)
