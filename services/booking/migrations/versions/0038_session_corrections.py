"""Sessions and reviews of results are amended and voided."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def _earlier(table: str, record: str, of: str) -> tuple[str, ...]:
    return (
        f"""CREATE TABLE {table} (
            {record} uuid NOT NULL REFERENCES {of} (id),
            version integer NOT NULL,
            patient_id uuid NOT NULL REFERENCES patients (id),
            recorded jsonb NOT NULL,
            recorded_by text,
            amended_because text NOT NULL,
            amended_by text NOT NULL,
            amended_at timestamptz NOT NULL,
            PRIMARY KEY ({record}, version)
        )""",
        f"COMMENT ON COLUMN {table}.amended_because IS 'why the next version took its place, or it was voided'",
        f"CREATE INDEX ix_{table}_patient_id ON {table} (patient_id)",
    )


_STEPS = (
    "ALTER TABLE sessions ADD COLUMN version integer NOT NULL DEFAULT 1",
    "ALTER TABLE sessions ADD COLUMN voided_at timestamptz",
    "COMMENT ON COLUMN sessions.voided_at IS 'it was entered in error; null: it took place'",
    "ALTER TABLE sessions DROP CONSTRAINT sessions_number",
    "ALTER TABLE sessions DROP CONSTRAINT sessions_appointment_id_key",
    "CREATE UNIQUE INDEX sessions_number ON sessions (course_id, number) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX sessions_of_appointment ON sessions (appointment_id) WHERE voided_at IS NULL",
    *_earlier("earlier_sessions", "session_id", "sessions"),
    "COMMENT ON COLUMN earlier_sessions.recorded IS 'all that version said, with its cartridges'",
    "ALTER TABLE results_reviews ADD COLUMN version integer NOT NULL DEFAULT 1",
    "ALTER TABLE results_reviews ADD COLUMN voided_at timestamptz",
    "COMMENT ON COLUMN results_reviews.voided_at IS 'it was entered in error; null: it took place'",
    "ALTER TABLE results_reviews DROP CONSTRAINT results_reviews_appointment_id_key",
    "CREATE UNIQUE INDEX reviews_of_appointment ON results_reviews (appointment_id) WHERE voided_at IS NULL",
    *_earlier("earlier_results_reviews", "review_id", "results_reviews"),
    "COMMENT ON COLUMN earlier_results_reviews.recorded IS 'all that version said'",
)


def upgrade() -> None:
    """Nothing was amended before."""
    for step in _STEPS:
        op.execute(step)
