"""Two records of one person become one."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE patients ADD COLUMN merged_into uuid REFERENCES patients (id)",
    "CREATE INDEX ix_patients_merged_into ON patients (merged_into)",
    "COMMENT ON COLUMN patients.merged_into IS 'whose record goes on'",
    "ALTER TABLE appointments ADD COLUMN published_as uuid",
    "COMMENT ON COLUMN appointments.published_as IS 'the patient in its events; null: patient_id'",
)


def upgrade() -> None:
    """No record has been merged before."""
    for step in _STEPS:
        op.execute(step)
