"""Files from other software, what became of their lines, and courses that were begun elsewhere."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE imports (
        id uuid NOT NULL PRIMARY KEY,
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        kind text NOT NULL,
        source text NOT NULL,
        encoding text NOT NULL,
        separator text NOT NULL,
        dates text NOT NULL,
        confirm boolean NOT NULL,
        state text NOT NULL,
        received_by text NOT NULL,
        received_at timestamptz NOT NULL,
        lines integer,
        applied_by text,
        ended_at timestamptz,
        CONSTRAINT imports_state CHECK (
            state IN ('receiving', 'checking', 'checked', 'applying', 'applied', 'discarded')
        )
    )""",
    "CREATE INDEX ix_imports_clinic_id ON imports (clinic_id)",
    """CREATE TABLE import_parts (
        import_id uuid NOT NULL REFERENCES imports (id),
        number integer NOT NULL,
        content bytea NOT NULL,
        PRIMARY KEY (import_id, number)
    )""",
    """CREATE TABLE import_lines (
        import_id uuid NOT NULL REFERENCES imports (id),
        line integer NOT NULL,
        external_id text,
        cells jsonb,
        phase text,
        outcome text,
        problems jsonb NOT NULL DEFAULT '[]',
        subject_id uuid,
        patient_id uuid REFERENCES patients (id),
        settled_by text,
        settled_at timestamptz,
        settled_because text,
        PRIMARY KEY (import_id, line),
        CONSTRAINT import_lines_settled CHECK ((settled_at IS NULL) = (settled_because IS NULL))
    )""",
    "CREATE INDEX ix_import_lines_patient_id ON import_lines (patient_id)",
    "CREATE INDEX import_lines_unsettled ON import_lines (import_id)"
    " WHERE outcome IN ('refused', 'conflict') AND settled_at IS NULL",
    """CREATE TABLE imported_records (
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        source text NOT NULL,
        kind text NOT NULL,
        external_id text NOT NULL,
        subject_id uuid NOT NULL,
        patient_id uuid NOT NULL REFERENCES patients (id),
        digest text NOT NULL,
        version integer NOT NULL,
        PRIMARY KEY (clinic_id, source, kind, external_id)
    )""",
    "CREATE INDEX ix_imported_records_subject_id ON imported_records (subject_id)",
    "CREATE INDEX ix_imported_records_patient_id ON imported_records (patient_id)",
    """CREATE TABLE course_balances (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        concern text NOT NULL,
        area text NOT NULL,
        modality text NOT NULL,
        sessions integer NOT NULL,
        performed integer NOT NULL,
        last_session_on date,
        source text NOT NULL,
        recorded_at timestamptz NOT NULL,
        course_id uuid REFERENCES courses (id),
        ended_by text,
        ended_at timestamptz,
        ended_because text,
        version integer NOT NULL,
        CONSTRAINT course_balances_performed CHECK (performed <= sessions),
        CONSTRAINT course_balances_last CHECK ((performed > 0) = (last_session_on IS NOT NULL)),
        CONSTRAINT course_balances_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL))
    )""",
    "CREATE INDEX ix_course_balances_patient_id ON course_balances (patient_id)",
    "CREATE INDEX ix_course_balances_clinic_id ON course_balances (clinic_id)",
)
_COMMENTS = {
    "imports.kind": "patients, courses or appointments",
    "imports.source": "the software that the file is from; keys are unique within it",
    "imports.dates": "how days are written in the file",
    "imports.confirm": "true: patients get a confirmation of their appointments",
    "imports.lines": "with data; null: not read yet",
    "imports.ended_at": "when the last line was applied, or it was discarded",
    "import_parts.content": "as it was sent; deleted once the file was read",
    "import_lines.line": "in the file; the header is 1",
    "import_lines.external_id": "null: it could not be read, or the patient was erased",
    "import_lines.cells": "by column; null: no longer needed",
    "import_lines.phase": "the state of the import in which it was handled last",
    "import_lines.problems": "column, sentence; no cell''s content",
    "import_lines.subject_id": "the patient, course balance or appointment that it became",
    "imported_records.digest": "SHA-256 of the line that was applied last",
    "imported_records.version": "of the record after that; another one: changed here since",
    "course_balances.sessions": "planned elsewhere",
    "course_balances.performed": "of these, elsewhere",
    "course_balances.last_session_on": "local",
    "course_balances.source": "the software that said so",
    "course_balances.course_id": "the course here that goes on with it",
    "course_balances.ended_at": "nothing is left of it; null: it counts",
}


def upgrade() -> None:
    """Nothing was imported before."""
    for step in _STEPS:
        op.execute(step)
    for column, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN {column} IS '{comment}'")
