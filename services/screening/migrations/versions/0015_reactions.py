"""Reports of reactions, what each suspends, who is asked, and the sessions that they follow."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE treated_sessions (
        id uuid NOT NULL,
        patient_id uuid NOT NULL,
        clinic_id uuid NOT NULL,
        course_id uuid NOT NULL,
        number integer NOT NULL,
        modality text NOT NULL,
        area text NOT NULL,
        equipment jsonb,
        performed_at timestamptz NOT NULL,
        PRIMARY KEY (id)
    )""",
    "CREATE INDEX treated_sessions_of_patient ON treated_sessions (patient_id, performed_at)",
    """CREATE TABLE reaction_reports (
        id uuid NOT NULL,
        patient_id uuid NOT NULL,
        clinic_id uuid NOT NULL,
        session_id uuid,
        text_id uuid,
        source text NOT NULL,
        status text NOT NULL,
        findings jsonb,
        grade text,
        reasons jsonb NOT NULL,
        rules text,
        rules_digest text,
        rules_signature text,
        outcome jsonb,
        version integer NOT NULL,
        reported_at timestamptz NOT NULL,
        reported_by text NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT reaction_reports_status CHECK (status IN ('to_look_at', 'open', 'over', 'withdrawn')),
        CONSTRAINT reaction_reports_grade CHECK (grade IN ('transient', 'serious')),
        CONSTRAINT reaction_reports_graded_by_findings CHECK ((grade IS NULL) = (findings IS NULL)),
        FOREIGN KEY(patient_id) REFERENCES patients (id),
        UNIQUE (text_id)
    )""",
    "CREATE INDEX reaction_reports_of_clinic ON reaction_reports (clinic_id, id)",
    "CREATE INDEX reaction_reports_of_patient ON reaction_reports (patient_id, id)",
    """CREATE TABLE reaction_steps (
        id uuid NOT NULL,
        report_id uuid NOT NULL,
        patient_id uuid NOT NULL,
        what text NOT NULL,
        by text NOT NULL,
        at timestamptz NOT NULL,
        details jsonb NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(report_id) REFERENCES reaction_reports (id)
    )""",
    "CREATE INDEX reaction_steps_of_report ON reaction_steps (report_id, id)",
    """CREATE TABLE suspensions (
        id uuid NOT NULL,
        report_id uuid NOT NULL,
        patient_id uuid NOT NULL,
        clinic_id uuid NOT NULL,
        suspended_at timestamptz NOT NULL,
        step integer NOT NULL,
        next_at timestamptz,
        acknowledged_at timestamptz,
        acknowledged_by text,
        ended_at timestamptz,
        ended_by text,
        ended_how text,
        PRIMARY KEY (id),
        CONSTRAINT suspensions_how CHECK (ended_how IN ('lifted', 'ended', 'withdrawn')),
        CONSTRAINT suspensions_end CHECK ((ended_at IS NULL) = (ended_how IS NULL)),
        FOREIGN KEY(report_id) REFERENCES reaction_reports (id),
        FOREIGN KEY(patient_id) REFERENCES patients (id)
    )""",
    "CREATE UNIQUE INDEX suspensions_one_for_a_report ON suspensions (report_id) WHERE ended_at IS NULL",
    "CREATE INDEX suspensions_open ON suspensions (patient_id) WHERE ended_at IS NULL",
    """CREATE TABLE reaction_lines (
        clinic_id uuid NOT NULL,
        contacts jsonb NOT NULL,
        version integer NOT NULL,
        set_at timestamptz NOT NULL,
        set_by text NOT NULL,
        PRIMARY KEY (clinic_id)
    )""",
)

COMMENTS = {
    "treated_sessions.id": "no foreign key anywhere: a report may come before its session",
    "treated_sessions.number": "1 for the course''s first session",
    "treated_sessions.equipment": "device, depth and cartridges; null: the event did not say",
    "reaction_reports.clinic_id": "where the patient was treated, else the home clinic",
    "reaction_reports.session_id": "null: not known",
    "reaction_reports.text_id": "the text that it came as; its words stay where texts are kept",
    "reaction_reports.findings": "health data: never leaves this service; null until somebody looked",
    "reaction_reports.grade": "null until somebody looked",
    "reaction_reports.reasons": "why it has that grade",
    "reaction_reports.rules": "version of the reaction rules that graded it; null: none was in force",
    "reaction_reports.outcome": "how it ended: health data",
    "reaction_steps.details": "what was said then: health data",
    "suspensions.step": "how many in line were asked",
    "suspensions.next_at": "when the next is asked; null at the end of the line",
    "reaction_lines.clinic_id": "all zeros: the chain''s",
    "reaction_lines.contacts": "who is asked to acknowledge a serious reaction, in order",
}


def upgrade() -> None:
    """Only adds."""
    for statement in STATEMENTS:
        op.execute(statement)
    for column, comment in COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN {column} IS '{comment}'")
