"""No session without a consent, as screening publishes them."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE consents (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL,
        modality text,
        areas text[] NOT NULL,
        valid_until date,
        ended_at timestamptz
    )""",
    "CREATE INDEX consents_live ON consents (patient_id) WHERE ended_at IS NULL",
    "COMMENT ON COLUMN consents.patient_id IS 'no foreign key: events come in any order'",
    "COMMENT ON COLUMN consents.modality IS 'null: its end came first'",
    "COMMENT ON COLUMN consents.areas IS 'screening''s words; none: every area'",
    "COMMENT ON COLUMN consents.valid_until IS 'local, included'",
)


def upgrade() -> None:
    """Nobody has signed yet: patients with a course are asked before their next session."""
    for statement in STATEMENTS:
        op.execute(statement)
