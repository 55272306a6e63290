"""What patients say ahead of a session, in the form of the day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """By patient and local day."""
    op.create_table(
        "day_answers",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("patient_id", sa.Uuid, sa.ForeignKey("patients.id"), nullable=False),
        sa.Column(
            "appointment_id", sa.Uuid, nullable=False, comment="the session of that day by which they were asked"
        ),
        sa.Column("clinic_id", sa.Uuid, nullable=False, comment="where that session is"),
        sa.Column("day", sa.Date, nullable=False, comment="the clinic's local day that they are about"),
        sa.Column("answers", JSONB, nullable=False, comment="how the skin is, as it was sent: health data"),
        sa.Column("changes", JSONB, nullable=False, comment="what has changed since the declaration: health data"),
        sa.Column("edition", sa.Text, nullable=False, comment="of the form that was answered"),
        sa.Column("rule_set", sa.Text, nullable=False),
        sa.Column("rule_set_digest", sa.Text, nullable=False),
        sa.Column(
            "look_first", sa.Boolean, nullable=False, comment="what was said may stand in the way of the session"
        ),
        sa.Column("language", sa.Text, comment="in which the questions were read, when it was said"),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_by", sa.Text, nullable=False),
    )
    op.create_index("day_answers_of_patient", "day_answers", ["patient_id", "day"])
    op.create_index("day_answers_of_clinic", "day_answers", ["clinic_id", "day"])
