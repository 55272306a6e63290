"""Counts: what people found on a shelf, and what the books said at that moment."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE counts (
        id uuid NOT NULL PRIMARY KEY,
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        gtin text,
        lot text,
        status text NOT NULL CONSTRAINT counts_status
            CHECK (status IN ('counting', 'to_approve', 'approved', 'agrees', 'withdrawn')),
        note text NOT NULL DEFAULT '',
        started_at timestamptz NOT NULL,
        started_by text NOT NULL,
        submitted_at timestamptz,
        submitted_by text,
        decided_at timestamptz,
        decided_by text,
        decided_because text,
        CONSTRAINT counts_lot_of_product CHECK (lot IS NULL OR gtin IS NOT NULL)
    )""",
    "CREATE INDEX counts_of_clinic ON counts (clinic_id, started_at)",
    "COMMENT ON COLUMN counts.gtin IS 'only this product; null: every product'",
    "COMMENT ON COLUMN counts.lot IS 'only this lot; null: every lot'",
    "COMMENT ON COLUMN counts.submitted_at IS 'null: somebody still counts'",
    "COMMENT ON COLUMN counts.decided_at IS 'when it was approved, rejected or withdrawn last'",
    """CREATE TABLE count_lines (
        id uuid NOT NULL PRIMARY KEY,
        count_id uuid NOT NULL REFERENCES counts (id),
        gtin text NOT NULL,
        lot text NOT NULL,
        serial text,
        counted integer NOT NULL CONSTRAINT count_lines_counted CHECK (counted >= 0),
        expected integer NOT NULL,
        at timestamptz NOT NULL,
        by text NOT NULL,
        replaced_at timestamptz
    )""",
    "CREATE INDEX count_lines_of_count ON count_lines (count_id, id)",
    "COMMENT ON COLUMN count_lines.expected IS 'of the lot on the shelf in the books at that moment'",
    "COMMENT ON COLUMN count_lines.replaced_at IS 'it was counted again; null: it stands'",
)


def upgrade() -> None:
    """Nobody has counted yet."""
    for step in _STEPS:
        op.execute(step)
