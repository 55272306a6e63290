"""Declarations are answered in parts and signed."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE intakes ADD COLUMN signed_at timestamptz",
    "ALTER TABLE intakes ADD COLUMN answers jsonb",
    "ALTER TABLE intakes ADD COLUMN answers_version integer NOT NULL DEFAULT 0",
    "ALTER TABLE intakes ADD COLUMN answers_language text",
    "ALTER TABLE intakes ADD COLUMN answers_saved_at timestamptz",
    "ALTER TABLE intakes ADD COLUMN answers_saved_by text",
    "ALTER TABLE declarations ADD COLUMN signed_name text",
    "ALTER TABLE declarations ADD COLUMN signer text",
    "ALTER TABLE declarations ADD CONSTRAINT declarations_signed CHECK ((signed_name IS NULL) = (signer IS NULL))",
    "ALTER TABLE declarations ADD CONSTRAINT declarations_signer CHECK (signer IN ('patient', 'guardian'))",
    "COMMENT ON COLUMN intakes.signed_at IS 'when it was last signed; null when it was sent unsigned'",
    "COMMENT ON COLUMN intakes.answers IS 'saved and not signed, so they decide nothing: health data'",
    "COMMENT ON COLUMN intakes.answers_version IS 'counts every change of answers'",
    "COMMENT ON COLUMN intakes.answers_language IS 'in which the questions were read, when it was said'",
    "COMMENT ON COLUMN declarations.signed_name IS 'as it was typed; null when it was sent unsigned'",
    "COMMENT ON COLUMN declarations.signer IS 'in which role somebody signed'",
)


def upgrade() -> None:
    """Run forward; there is no way back but a restore."""
    for statement in STATEMENTS:
        op.execute(statement)
