"""Staff sign that they read a declaration out."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run forward; there is no way back but a restore."""
    op.execute("ALTER TABLE declarations DROP CONSTRAINT declarations_signer")
    op.execute(
        "ALTER TABLE declarations ADD CONSTRAINT declarations_signer CHECK (signer IN ('patient', 'guardian', 'staff'))"
    )
