"""What merges of two records moved, so that they can be undone."""

import sqlalchemy as sa
from alembic import op

from chassis.merging.tables import create_merges

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Merges of before are not in it: they cannot be undone."""
    create_merges()
    op.create_table(
        "merge_acts",
        sa.Column("merge_id", sa.Uuid, primary_key=True),
        sa.Column("clinic_id", sa.Uuid, sa.ForeignKey("clinics.id"), nullable=False),
        sa.Column("merged_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("undone_by", sa.Text),
        sa.Column("undone_because", sa.Text),
        sa.CheckConstraint("(undone_by IS NULL) = (undone_because IS NULL)", name="merge_acts_undone"),
    )
    op.execute("COMMENT ON COLUMN merge_acts.clinic_id IS 'the home clinic of the record that ended'")
