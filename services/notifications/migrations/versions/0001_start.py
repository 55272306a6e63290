"""Notifications' tables as they were at the start."""

from alembic import op

from chassis.data.migrations import create_chassis_tables

revision = "0001"
down_revision = None

_TABLES = """
CREATE TABLE clinics (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    address text NOT NULL,
    time_zone text NOT NULL,
    map_link text NOT NULL,
    phone text NOT NULL,
    messages_from time NOT NULL,
    messages_until time NOT NULL,
    stock_contact text NOT NULL
);
COMMENT ON COLUMN clinics.time_zone IS 'IANA name';
COMMENT ON COLUMN clinics.messages_from IS 'local';
COMMENT ON COLUMN clinics.messages_until IS 'local';

CREATE TABLE patients (
    id uuid PRIMARY KEY,
    given_name text NOT NULL,
    home_clinic_id uuid NOT NULL,
    phone text,
    email text,
    channel text NOT NULL,
    marketing boolean NOT NULL
);
CREATE INDEX patients_phone ON patients (phone);
CREATE INDEX patients_email ON patients (lower(email));
COMMENT ON COLUMN patients.home_clinic_id IS 'its zone and quiet hours apply';
COMMENT ON COLUMN patients.phone IS 'E.164';
COMMENT ON COLUMN patients.channel IS 'how they want to be reached';
COMMENT ON COLUMN patients.marketing IS 'what booking last said; an opt-out weighs more';

CREATE TABLE opt_outs (
    patient_id uuid NOT NULL,
    scope text NOT NULL,
    id uuid NOT NULL,
    opted_out_at timestamptz NOT NULL,
    PRIMARY KEY (patient_id, scope)
);
COMMENT ON COLUMN opt_outs.id IS 'UUIDv7: events with a lower id were made before the patient said stop';

CREATE TABLE appointments (
    id uuid PRIMARY KEY,
    starts_at timestamptz NOT NULL,
    standing text NOT NULL
);

CREATE TABLE messages (
    id uuid PRIMARY KEY,
    cause_id uuid NOT NULL,
    template text NOT NULL,
    recipient text NOT NULL,
    patient_id uuid,
    clinic_id uuid NOT NULL,
    appointment_id uuid,
    about text NOT NULL,
    happened_at timestamptz NOT NULL,
    starts_at timestamptz,
    not_after timestamptz NOT NULL,
    facts jsonb NOT NULL,
    status text NOT NULL,
    planned_for timestamptz,
    reason text,
    attempts integer NOT NULL DEFAULT 0,
    channel text,
    subject text,
    text text,
    settled_at timestamptz,
    CONSTRAINT messages_status CHECK (status IN ('planned', 'sent', 'skipped', 'failed', 'cancelled')),
    CONSTRAINT messages_once UNIQUE (cause_id, template, recipient)
);
CREATE INDEX messages_patient ON messages (patient_id, id);
CREATE INDEX messages_clinic ON messages (clinic_id, id);
CREATE INDEX messages_planned_about ON messages (about) WHERE status = 'planned';
COMMENT ON COLUMN messages.cause_id IS 'the event, or the request, that it goes back to';
COMMENT ON COLUMN messages.recipient IS 'patient/<id> or clinic/<id>';
COMMENT ON COLUMN messages.clinic_id IS 'the clinic that it is about';
COMMENT ON COLUMN messages.about IS 'what it is called off by, e.g. appointment/<id>';
COMMENT ON COLUMN messages.starts_at IS 'the appointment''s start that it tells';
COMMENT ON COLUMN messages.facts IS 'what the event gave the template; no health data';
COMMENT ON COLUMN messages.planned_for IS 'null: waits for facts to arrive';
COMMENT ON COLUMN messages.reason IS 'why it was skipped, failed or cancelled';
COMMENT ON COLUMN messages.attempts IS 'how often the channel failed';
COMMENT ON COLUMN messages.channel IS 'how it travelled';
COMMENT ON COLUMN messages.subject IS 'as sent';
COMMENT ON COLUMN messages.text IS 'as sent';
COMMENT ON COLUMN messages.settled_at IS 'when it was sent, skipped, ...';

CREATE TABLE channel_journal (
    message_id uuid PRIMARY KEY,
    channel text NOT NULL,
    address text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    handed_over_at timestamptz NOT NULL
);
COMMENT ON COLUMN channel_journal.message_id IS 'handed over twice, kept once';
"""


def upgrade() -> None:
    """The chassis' tables, then ours."""
    create_chassis_tables()
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
