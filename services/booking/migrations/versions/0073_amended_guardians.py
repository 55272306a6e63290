"""A guardian's data are amended: another row says what holds, and which one it is in place of."""

from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those from before amend none."""
    op.execute("ALTER TABLE guardians ADD COLUMN amends uuid REFERENCES guardians (id)")
    op.execute("COMMENT ON COLUMN guardians.amends IS 'the one whose data were wrong or are others now; null: none'")
