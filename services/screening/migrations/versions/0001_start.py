"""Patients and clinics as far as screening needs them; declarations, consults, decisions, signatures."""

from alembic import op

from chassis.data.migrations import create_chassis_tables

revision = "0001"
down_revision = None

TABLES = (
    """
    CREATE TABLE clinics (
        id uuid PRIMARY KEY,
        time_zone text
    )
    """,
    """
    CREATE TABLE patients (
        id uuid PRIMARY KEY,
        date_of_birth date,
        home_clinic_id uuid
    )
    """,
    """
    CREATE TABLE intakes (
        id uuid PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL,
        requested_at timestamptz NOT NULL,
        declared_at timestamptz
    )
    """,
    "CREATE INDEX intakes_of_patient ON intakes (patient_id, id)",
    """
    CREATE TABLE declarations (
        id uuid PRIMARY KEY,
        number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
        intake_id uuid NOT NULL REFERENCES intakes (id),
        patient_id uuid NOT NULL REFERENCES patients (id),
        answers jsonb NOT NULL,
        rule_set text NOT NULL,
        submitted_at timestamptz NOT NULL,
        submitted_by text NOT NULL
    )
    """,
    "CREATE INDEX declarations_of_patient ON declarations (patient_id, number)",
    """
    CREATE TABLE consults (
        id uuid PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL,
        skin_type smallint NOT NULL,
        suitable boolean NOT NULL,
        plan jsonb NOT NULL,
        completed_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX consults_of_patient ON consults (patient_id, completed_at)",
    "CREATE INDEX consults_of_clinic ON consults (clinic_id)",
    """
    CREATE TABLE screenings (
        id uuid PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL,
        stage text NOT NULL CONSTRAINT screenings_stage CHECK (stage IN ('consult', 'day_of')),
        consult_id uuid NOT NULL REFERENCES consults (id),
        declaration_id uuid NOT NULL REFERENCES declarations (id),
        clearance_id uuid,
        outcome text NOT NULL CONSTRAINT screenings_outcome
            CHECK (outcome IN ('cleared', 'cleared_with_conditions', 'deferred', 'review', 'declined')),
        awaits_ruling boolean NOT NULL,
        eligible_from date,
        valid_until date,
        limits jsonb NOT NULL,
        reasons jsonb NOT NULL,
        conditions jsonb NOT NULL,
        inputs jsonb NOT NULL,
        rule_set text NOT NULL,
        signature text NOT NULL,
        local_day date NOT NULL,
        decided_at timestamptz NOT NULL,
        ruled_by text,
        ruling_reason text,
        superseded_by uuid,
        spent_by uuid,
        CONSTRAINT screenings_only_clearances_hold
            CHECK ((valid_until IS NOT NULL) = (outcome IN ('cleared', 'cleared_with_conditions')))
    )
    """,
    "CREATE INDEX screenings_of_patient ON screenings (patient_id, id)",
    "CREATE UNIQUE INDEX screenings_one_current ON screenings (consult_id, stage) WHERE superseded_by IS NULL",
    """
    CREATE INDEX screenings_in_review ON screenings (id)
        WHERE outcome = 'review'::text AND superseded_by IS NULL
    """,
    """
    CREATE TABLE rule_set_signatures (
        version text,
        digest text,
        signed_by text NOT NULL,
        signed_at timestamptz NOT NULL,
        PRIMARY KEY (version, digest)
    )
    """,
)

COMMENTS = {
    "clinics.time_zone": "IANA name; null while only its id was heard of",
    "patients.date_of_birth": "null while only the patient''s id was heard of",
    "intakes.clinic_id": "the home clinic",
    "intakes.declared_at": "when it was last filled in; null while it waits",
    "declarations.number": "the patient''s latest counts",
    "declarations.answers": "health data: never leaves this service",
    "declarations.rule_set": "whose questionnaire was answered",
    "consults.skin_type": "Fitzpatrick",
    "screenings.clearance_id": "day-of checks: the consult clearance that was checked",
    "screenings.awaits_ruling": "a medical director may rule on it",
    "screenings.eligible_from": "local day",
    "screenings.valid_until": "local day, inclusive",
    "screenings.reasons": "rule codes, certain or not, until when",
    "screenings.conditions": "sentences: health data",
    "screenings.inputs": "the facts as they were: health data",
    "screenings.signature": "who had signed the rule set then, or unsigned",
    "screenings.local_day": "the day at the clinic when it was decided",
    "screenings.ruled_by": "the medical director who ruled; null when rules alone decided",
    "screenings.superseded_by": "the decision that took its place",
    "screenings.spent_by": "day-of checks: the session that was performed under it",
    "rule_set_signatures.digest": "a signature holds for exactly these words",
}


def upgrade() -> None:
    """Create everything."""
    create_chassis_tables()
    for statement in TABLES:
        op.execute(statement)
    for column, comment in COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN {column} IS '{comment}'")
