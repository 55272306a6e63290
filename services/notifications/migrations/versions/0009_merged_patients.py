"""Two records of one person become one."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE patients ADD COLUMN merged_into uuid",
    "CREATE INDEX ix_patients_merged_into ON patients (merged_into)",
    "COMMENT ON COLUMN patients.merged_into IS 'whose record goes on for this person'",
)


def upgrade() -> None:
    """No record has been merged before."""
    for step in _STEPS:
        op.execute(step)
