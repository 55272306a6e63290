"""A recall may be of some cartridges of a lot, by serial number; a letter may be about all lots of a notice."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE recalls ADD COLUMN in_part boolean NOT NULL DEFAULT false",
    "COMMENT ON COLUMN recalls.in_part IS 'only the cartridges of recalled_serials; false: all of the lot'",
    "DROP INDEX recalls_once",
    "CREATE UNIQUE INDEX recalls_once ON recalls (gtin, lot) WHERE withdrawn_at IS NULL AND NOT in_part",
    """CREATE TABLE recalled_serials (
        recall_id uuid REFERENCES recalls (id),
        serial text,
        put_aside_in uuid REFERENCES clinics (id),
        put_aside_at timestamptz,
        PRIMARY KEY (recall_id, serial)
    )""",
    "COMMENT ON COLUMN recalled_serials.put_aside_in IS 'the clinic; null: it is not put aside so far'",
    "ALTER TABLE recall_letters ADD COLUMN notice_id uuid REFERENCES recall_notices (id)",
    "COMMENT ON COLUMN recall_letters.notice_id IS 'whose lots it is about; null: of the recall'",
    """CREATE UNIQUE INDEX recall_letters_once_a_notice ON recall_letters (notice_id, patient_id)
        WHERE withdrawn_at IS NULL""",
)


def upgrade() -> None:
    """What was recalled before was recalled whole, and each of its letters is about one recall."""
    for step in _STEPS:
        op.execute(step)
