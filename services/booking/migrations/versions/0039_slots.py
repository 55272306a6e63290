"""What is busy in some days is read from an index alone."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing that is stored changes. Nothing was ever occupied for longer: no phase of an appointment may be."""
    op.execute(
        "CREATE INDEX occupations_times ON occupations (resource_id, lower(during)) INCLUDE (during, appointment_id)"
    )
    op.execute(
        "ALTER TABLE occupations ADD CONSTRAINT occupations_bounded"
        " CHECK (upper(during) - lower(during) <= interval '16 hours')"
    )
