"""What people write back is kept, and what a person must do about it is listed."""

from alembic import op

from chassis.worklist.tables import create_worklist

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE texts (
        id uuid PRIMARY KEY,
        gateway_id text,
        channel text NOT NULL,
        sender text NOT NULL,
        text text NOT NULL,
        received_at timestamptz NOT NULL,
        known boolean NOT NULL,
        scope text,
        silenced integer NOT NULL,
        hints jsonb NOT NULL,
        state text NOT NULL,
        steps jsonb NOT NULL,
        CONSTRAINT texts_state CHECK (state IN ('open', 'settled', 'obeyed'))
    )""",
    "COMMENT ON COLUMN texts.gateway_id IS 'the gateway''s own id of it; null: it gave none'",
    "COMMENT ON COLUMN texts.sender IS 'the number or address that it came from'",
    "COMMENT ON COLUMN texts.text IS 'may be about health'",
    "COMMENT ON COLUMN texts.known IS 'whether a patient is reached there'",
    "COMMENT ON COLUMN texts.scope IS 'what it asked to stop'",
    "COMMENT ON COLUMN texts.silenced IS 'for how many patients that changed something'",
    "COMMENT ON COLUMN texts.hints IS 'what a machine recognised in its words'",
    "COMMENT ON COLUMN texts.steps IS 'who settled or reopened it, when and why'",
    "CREATE UNIQUE INDEX texts_once ON texts (channel, gateway_id) WHERE gateway_id IS NOT NULL",
    "CREATE INDEX texts_received ON texts (received_at)",
    "CREATE INDEX texts_of_unknown ON texts (sender, received_at) WHERE NOT known",
    """CREATE TABLE text_patients (
        text_id uuid NOT NULL REFERENCES texts ON DELETE CASCADE,
        patient_id uuid NOT NULL,
        clinic_id uuid NOT NULL,
        PRIMARY KEY (text_id, patient_id)
    )""",
    "COMMENT ON COLUMN text_patients.patient_id IS 'who is reached where the text came from'",
    "COMMENT ON COLUMN text_patients.clinic_id IS 'their home clinic when it came'",
    "CREATE INDEX text_patients_of_patient ON text_patients (patient_id)",
    "COMMENT ON COLUMN messages.recipient IS 'patient/<id>, clinic/<id> or director/<place in line>'",
    "CREATE INDEX messages_about ON messages (about) WHERE recipient LIKE 'director/%'",
)


def upgrade() -> None:
    """What was written before was not kept."""
    create_worklist()
    for step in _STEPS:
        op.execute(step)
