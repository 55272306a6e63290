"""What a medical director asks back before they rule on a review."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table alone."""
    op.create_table(
        "review_questions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("consult_id", sa.Uuid, sa.ForeignKey("consults.id"), nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column(
            "screening_id",
            sa.Uuid,
            sa.ForeignKey("screenings.id"),
            nullable=False,
            comment="the decision that it was about",
        ),
        sa.Column("patient_id", sa.Uuid, sa.ForeignKey("patients.id"), nullable=False),
        sa.Column("clinic_id", sa.Uuid, nullable=False),
        sa.Column("question", sa.Text, nullable=False, comment="health data"),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column(
            "answers", JSONB, nullable=False, comment="text, by and at; a correction is a further one: health data"
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), comment="since when nothing more is said to it"),
        sa.CheckConstraint("status IN ('asked', 'answered', 'withdrawn', 'ended')", name="review_questions_status"),
        sa.CheckConstraint("(status = 'answered') = (answers <> '[]')", name="review_questions_answered"),
    )
    op.create_index(
        "review_questions_once",
        "review_questions",
        ["consult_id", "stage"],
        unique=True,
        postgresql_where=sa.text("status = 'asked'"),
    )
    op.create_index("review_questions_of_consult", "review_questions", ["consult_id", "id"])
    op.create_index("review_questions_of_patient", "review_questions", ["patient_id", "id"])
