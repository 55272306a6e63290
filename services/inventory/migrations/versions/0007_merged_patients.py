"""Two records of one person become one."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_STEPS = (
    "CREATE TABLE merged_patients (ended_id uuid NOT NULL PRIMARY KEY, into_id uuid NOT NULL)",
    "CREATE INDEX ix_merged_patients_into_id ON merged_patients (into_id)",
    "COMMENT ON COLUMN merged_patients.ended_id IS 'whose record ended'",
    "COMMENT ON COLUMN merged_patients.into_id IS 'whose record goes on'",
)


def upgrade() -> None:
    """No record has been merged before."""
    for step in _STEPS:
        op.execute(step)
