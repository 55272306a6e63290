"""What people have scanned and not sent yet."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE scan_lists (
        subject text NOT NULL,
        clinic_id uuid NOT NULL,
        purpose text NOT NULL,
        content jsonb NOT NULL,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (subject, clinic_id, purpose)
    )""",
    "CREATE INDEX scan_lists_changed ON scan_lists (changed_at)",
    "COMMENT ON COLUMN scan_lists.purpose IS 'receive or send'",
    "COMMENT ON COLUMN scan_lists.content IS 'lines and details, as domain/scan_lists.py has them'",
)


def upgrade() -> None:
    """Create them."""
    for statement in _STEPS:
        op.execute(statement)
