"""The language in which a patient is written to."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Patients who are there already get the chain's language."""
    op.execute("ALTER TABLE patients ADD COLUMN language text NOT NULL DEFAULT 'en'")
    op.execute("COMMENT ON COLUMN patients.language IS 'BCP 47'")
