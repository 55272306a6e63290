"""A permission has a first and a last day."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE permissions DROP CONSTRAINT permissions_pkey",
    """ALTER TABLE permissions
        ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
        ADD COLUMN first_day date,
        ADD COLUMN last_day date,
        ADD CONSTRAINT permissions_order CHECK (first_day <= last_day)""",
    "CREATE INDEX ix_permissions_practitioner_id ON permissions (practitioner_id)",
    "COMMENT ON COLUMN permissions.first_day IS 'local; null: since ever'",
    "COMMENT ON COLUMN permissions.last_day IS 'local, included; null: until further notice'",
)


def upgrade() -> None:
    """What was permitted stays permitted, until further notice."""
    for step in _STEPS:
        op.execute(step)
