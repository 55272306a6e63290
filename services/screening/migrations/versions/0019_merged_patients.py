"""Two records of one person become one."""

from alembic import op

revision = "0019"
down_revision = "0018"

STATEMENTS = (
    "ALTER TABLE patients ADD COLUMN merged_into uuid, ADD COLUMN merged_at timestamptz",
    "CREATE INDEX ix_patients_merged_into ON patients (merged_into)",
    "COMMENT ON COLUMN patients.merged_into IS 'whose record goes on for this person'",
    "COMMENT ON COLUMN patients.merged_at IS 'when another record of this person ended in this one'",
    "ALTER TABLE consults ADD COLUMN published_as uuid",
    "COMMENT ON COLUMN consults.published_as IS 'the patient in its events; null: patient_id'",
    "ALTER TABLE screenings ADD COLUMN published_as uuid",
    "COMMENT ON COLUMN screenings.published_as IS 'the patient in its event; null: patient_id'",
    "ALTER TABLE reaction_reports ADD COLUMN published_as uuid",
    "COMMENT ON COLUMN reaction_reports.published_as IS 'the patient in its events; null: patient_id'",
    "ALTER TABLE suspensions ADD COLUMN published_as uuid",
    "COMMENT ON COLUMN suspensions.published_as IS 'the patient in its events; null: patient_id'",
)


def upgrade() -> None:
    """Run forward; there is no way back but a restore."""
    for statement in STATEMENTS:
        op.execute(statement)
