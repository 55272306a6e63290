"""A mail provider can say that a patient stopped messages."""

from alembic import op

revision = "0039"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No row changes: a release before this one never wrote it."""
    op.execute(
        "COMMENT ON COLUMN opt_out_steps.how IS 'text, whatsapp, in_person, phone, in_writing, complaint or booking'"
    )
