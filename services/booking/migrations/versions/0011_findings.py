"""What the practitioner found, and the details of the plan, are kept with the consult."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE consults ADD COLUMN plan_details jsonb",
    "ALTER TABLE consults ADD COLUMN findings jsonb NOT NULL DEFAULT '[]'",
    "COMMENT ON COLUMN consults.plan_details IS 'zone, parts left out, anaesthetic, product'",
    "COMMENT ON COLUMN consults.findings IS 'what was seen, and where'",
)


def upgrade() -> None:
    """Earlier consults said nothing about them."""
    for step in _STEPS:
        op.execute(step)
