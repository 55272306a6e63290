"""Several appointments of one course may be booked ahead."""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The course's row is locked by whoever books in it; that its next appointment is one was the last line behind."""
    op.execute("DROP INDEX appointments_one_ahead")
    op.execute("CREATE INDEX appointments_of_course ON appointments (course_id) WHERE status = 'booked'")
