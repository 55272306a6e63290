"""Questions about what patients wrote, how they stopped messages and agreed again, and what they confirmed."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE texts ADD COLUMN taken_for text",
    "COMMENT ON COLUMN texts.taken_for IS 'what a machine took it for; null: a person reads it'",
    "ALTER TABLE appointments ADD COLUMN confirmed_start timestamptz",
    "COMMENT ON COLUMN appointments.confirmed_start IS 'the start that the patient confirmed'",
    "ALTER TABLE opt_outs ADD COLUMN question_id uuid",
    "COMMENT ON COLUMN opt_outs.question_id IS 'meanwhile, until this question is answered; null: for good'",
    """CREATE TABLE opt_out_steps (
        id uuid PRIMARY KEY,
        patient_id uuid NOT NULL,
        what text NOT NULL,
        scope text NOT NULL,
        how text NOT NULL,
        at timestamptz NOT NULL,
        noted_by text NOT NULL,
        noted_at timestamptz NOT NULL,
        text_id uuid,
        note text,
        CONSTRAINT opt_out_steps_what CHECK (what IN ('stopped', 'agreed'))
    )""",
    "COMMENT ON TABLE opt_out_steps IS"
    " 'who stopped messages and who agreed to them again, when, and how that is known'",
    "COMMENT ON COLUMN opt_out_steps.how IS 'text, whatsapp, in_person, phone, in_writing or booking'",
    "COMMENT ON COLUMN opt_out_steps.at IS 'when the patient said so'",
    "COMMENT ON COLUMN opt_out_steps.noted_by IS 'the subject of a token, or the service'",
    "COMMENT ON COLUMN opt_out_steps.text_id IS 'what they wrote; kept as long as texts are'",
    "COMMENT ON COLUMN opt_out_steps.note IS 'how the patient agreed, in words'",
    "CREATE INDEX opt_out_steps_of_patient ON opt_out_steps (patient_id, id)",
    """INSERT INTO opt_out_steps (id, patient_id, what, scope, how, at, noted_by, noted_at)
        SELECT id, patient_id, 'stopped', scope, 'text', opted_out_at, 'notifications', opted_out_at FROM opt_outs
        ON CONFLICT DO NOTHING""",
    """CREATE TABLE reply_questions (
        id uuid PRIMARY KEY,
        asked text NOT NULL,
        channel text NOT NULL,
        address text NOT NULL,
        text_id uuid NOT NULL REFERENCES texts ON DELETE CASCADE,
        scope text,
        asked_at timestamptz NOT NULL,
        until timestamptz NOT NULL,
        state text NOT NULL,
        CONSTRAINT reply_questions_state CHECK (state IN ('open', 'answered', 'lapsed', 'settled'))
    )""",
    "COMMENT ON TABLE reply_questions IS"
    " 'what somebody who wrote back was asked, because their words could mean several things'",
    "COMMENT ON COLUMN reply_questions.asked IS 'cancel_or_stop, whose_stop, whose_start or which_appointment'",
    "COMMENT ON COLUMN reply_questions.address IS 'to which it was asked'",
    "COMMENT ON COLUMN reply_questions.text_id IS 'what made it needed'",
    "COMMENT ON COLUMN reply_questions.scope IS 'what stops, when the answer is a stop'",
    "CREATE UNIQUE INDEX reply_questions_open ON reply_questions (channel, address) WHERE state = 'open'",
    "CREATE INDEX reply_questions_of_text ON reply_questions (text_id)",
    """CREATE TABLE reply_options (
        question_id uuid NOT NULL REFERENCES reply_questions ON DELETE CASCADE,
        reply text NOT NULL,
        patient_id uuid NOT NULL,
        appointment_id uuid,
        starts_at timestamptz,
        PRIMARY KEY (question_id, reply)
    )""",
    "COMMENT ON COLUMN reply_options.reply IS 'what to answer, e.g. C1'",
    "COMMENT ON COLUMN reply_options.starts_at IS 'the appointment''s start, as it was said'",
    "CREATE INDEX reply_options_of_patient ON reply_options (patient_id)",
)


def upgrade() -> None:
    """Opt-outs from before are in the history as well; which text each came from was not kept."""
    for step in _STEPS:
        op.execute(step)
