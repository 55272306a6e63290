"""A recall that was a mistake is withdrawn, and its lot can be recalled again."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_STEPS = (
    """ALTER TABLE recalls ADD COLUMN withdrawn_at timestamptz, ADD COLUMN withdrawn_by text,
        ADD COLUMN withdrawn_because text""",
    """ALTER TABLE recalls ADD CONSTRAINT recalls_withdrawn CHECK (
        (withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_because IS NULL)
    )""",
    "COMMENT ON COLUMN recalls.withdrawn_at IS 'the recall was a mistake; null: it stands'",
    "ALTER TABLE recalls DROP CONSTRAINT recalls_once",
    "CREATE UNIQUE INDEX recalls_once ON recalls (gtin, lot) WHERE withdrawn_at IS NULL",
    "CREATE INDEX recalls_of_lot ON recalls (gtin, lot)",
    """ALTER TABLE recall_letters ADD COLUMN mistaken_at timestamptz, ADD COLUMN corrected_at timestamptz,
        ADD COLUMN corrected_by text""",
    "COMMENT ON COLUMN recall_letters.mistaken_at IS 'they heard of a recall that was a mistake; null: no'",
    "COMMENT ON COLUMN recall_letters.corrected_at IS 'when they learned that the recall was a mistake'",
    "ALTER TABLE recalled_at_clinics ADD COLUMN restored integer",
    "COMMENT ON COLUMN recalled_at_clinics.restored IS"
    " 'back on the shelf when it was withdrawn; null: it was not, or not here'",
)


def upgrade() -> None:
    """Every recall stands."""
    for step in _STEPS:
        op.execute(step)
