"""A recall notice names several lots at once."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE recall_notices (
        id uuid PRIMARY KEY,
        gtin text NOT NULL REFERENCES products (gtin),
        lots text[] NOT NULL,
        number text,
        reason text NOT NULL,
        entered_at timestamptz NOT NULL,
        entered_by text NOT NULL
    )""",
    "COMMENT ON COLUMN recall_notices.lots IS 'as the notice names them'",
    "COMMENT ON COLUMN recall_notices.number IS 'under which the manufacturer or an authority has it'",
    "CREATE INDEX recall_notices_entered ON recall_notices (entered_at, id)",
    "CREATE INDEX recall_notices_of_product ON recall_notices (gtin)",
    "ALTER TABLE recalls ADD COLUMN notice_id uuid REFERENCES recall_notices (id)",
    "COMMENT ON COLUMN recalls.notice_id IS 'null: it was recalled alone'",
    "CREATE INDEX recalls_of_notice ON recalls (notice_id) WHERE notice_id IS NOT NULL",
)


def upgrade() -> None:
    """What was recalled before was recalled alone."""
    for step in _STEPS:
        op.execute(step)
