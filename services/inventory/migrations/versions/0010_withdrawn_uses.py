"""Uses of cartridges are withdrawn when booking corrects a session."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE ledger ADD COLUMN corrects uuid REFERENCES ledger (id)",
    "COMMENT ON COLUMN ledger.corrects IS 'the entry that this one takes back'",
    "CREATE UNIQUE INDEX ledger_corrects ON ledger (corrects) WHERE corrects IS NOT NULL",
    "ALTER TABLE incidents ADD COLUMN closed_at timestamptz",
    "COMMENT ON COLUMN incidents.closed_at IS 'null: somebody has to look at it'",
    "ALTER TABLE incidents ADD COLUMN closed_because text",
    "COMMENT ON COLUMN incidents.closed_because IS 'a code'",
    "ALTER TABLE uses ADD COLUMN entry_id uuid REFERENCES ledger (id)",
    "COMMENT ON COLUMN uses.entry_id IS 'its ledger entry; null: it has none'",
    "ALTER TABLE uses ADD COLUMN withdrawn_at timestamptz",
    "COMMENT ON COLUMN uses.withdrawn_at IS 'it was not used after all; null: it was'",
    "ALTER TABLE uses ADD COLUMN withdrawn_because text",
    "COMMENT ON COLUMN uses.withdrawn_because IS 'what became of the session''s record, a code'",
    "ALTER TABLE uses ADD COLUMN awaited boolean NOT NULL DEFAULT false",
    "COMMENT ON COLUMN uses.awaited IS 'withdrawn before it arrived'",
    "ALTER TABLE chair_discards ADD COLUMN entry_id uuid REFERENCES ledger (id)",
    "COMMENT ON COLUMN chair_discards.entry_id IS 'its ledger entry; null: it has none'",
    "ALTER TABLE chair_discards ADD COLUMN withdrawn_at timestamptz",
    "COMMENT ON COLUMN chair_discards.withdrawn_at IS 'it was not thrown away after all; null: it was'",
    "ALTER TABLE chair_discards ADD COLUMN awaited boolean NOT NULL DEFAULT false",
    "COMMENT ON COLUMN chair_discards.awaited IS 'withdrawn before it arrived'",
    """UPDATE chair_discards SET entry_id = found.entry FROM (
        SELECT discard.id, entry.id AS entry FROM (
            SELECT id, session_id, clinic_id, gtin, lot, row_number() OVER (
                PARTITION BY session_id, clinic_id, gtin, lot ORDER BY id) AS n
            FROM chair_discards WHERE incident_id IS NULL
        ) AS discard JOIN (
            SELECT id, cause, clinic_id, gtin, lot, row_number() OVER (
                PARTITION BY cause, clinic_id, gtin, lot ORDER BY id) AS n FROM ledger WHERE kind = 'discard'
        ) AS entry ON entry.cause = discard.session_id AND entry.clinic_id = discard.clinic_id
            AND entry.gtin = discard.gtin AND entry.lot = discard.lot AND entry.n = discard.n
    ) AS found WHERE found.id = chair_discards.id""",
    """UPDATE uses SET entry_id = found.entry FROM (
        SELECT use.id, entry.id AS entry FROM (
            SELECT id, session_id, clinic_id, gtin, lot, row_number() OVER (
                PARTITION BY session_id, clinic_id, gtin, lot ORDER BY incident_id NULLS FIRST, id) AS n FROM uses
        ) AS use JOIN (
            SELECT id, cause, clinic_id, gtin, lot, row_number() OVER (
                PARTITION BY cause, clinic_id, gtin, lot ORDER BY id) AS n FROM ledger WHERE kind = 'use'
        ) AS entry ON entry.cause = use.session_id AND entry.clinic_id = use.clinic_id AND entry.gtin = use.gtin
            AND entry.lot = use.lot AND entry.n = use.n
    ) AS found WHERE found.id = uses.id""",
)


def upgrade() -> None:
    """Each use that the ledger accounts for points to its entry: those without an incident come first."""
    for step in _STEPS:
        op.execute(step)
