"""Courses are extended past their protocol, maintained, and reviewed more than once."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE courses ADD COLUMN maintenance integer NOT NULL DEFAULT 0",
    "ALTER TABLE courses ADD COLUMN maintenance_weeks_min integer",
    "ALTER TABLE courses ADD COLUMN maintenance_weeks_max integer",
    "ALTER TABLE courses ADD COLUMN later_reviews jsonb NOT NULL DEFAULT '[]'",
    "ALTER TABLE courses ADD CONSTRAINT courses_maintenance CHECK (maintenance BETWEEN 0 AND sessions)",
    """CREATE TABLE course_extensions (
        id uuid NOT NULL PRIMARY KEY,
        course_id uuid NOT NULL REFERENCES courses (id),
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        kind text NOT NULL,
        sessions integer NOT NULL,
        weeks_min integer,
        weeks_max integer,
        reason text NOT NULL,
        extended_by text NOT NULL,
        extended_at timestamptz NOT NULL,
        ended_at timestamptz,
        ended_by text,
        ended_because text,
        CONSTRAINT course_extensions_sessions CHECK (sessions > 0),
        CONSTRAINT course_extensions_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL))
    )""",
    "CREATE INDEX ix_course_extensions_course_id ON course_extensions (course_id)",
    "CREATE INDEX ix_course_extensions_patient_id ON course_extensions (patient_id)",
    """CREATE TABLE skipped_reviews (
        id uuid NOT NULL PRIMARY KEY,
        course_id uuid NOT NULL REFERENCES courses (id),
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        reason text NOT NULL,
        skipped_by text NOT NULL,
        skipped_at timestamptz NOT NULL,
        withdrawn_at timestamptz,
        withdrawn_by text,
        withdrawn_because text,
        CONSTRAINT skipped_reviews_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
    )""",
    "CREATE INDEX ix_skipped_reviews_course_id ON skipped_reviews (course_id)",
    "CREATE INDEX ix_skipped_reviews_patient_id ON skipped_reviews (patient_id)",
)
_COMMENTS = {
    "courses.maintenance": "of sessions, those after the course",
    "courses.maintenance_weeks_min": "between these; null: there are none",
    "courses.later_reviews": "weeks of each after the first",
    "course_extensions.kind": "more or maintenance",
    "course_extensions.sessions": "how many more",
    "course_extensions.weeks_min": "between them; null: as the protocol wants",
    "course_extensions.ended_at": "null: it counts",
    "skipped_reviews.withdrawn_at": "null: it is skipped",
}


def upgrade() -> None:
    """Courses that were planned before keep the one review of their protocol."""
    for step in _STEPS:
        op.execute(step)
    for column, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN {column} IS '{comment}'")
