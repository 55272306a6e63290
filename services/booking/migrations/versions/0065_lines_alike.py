"""Lines of a file of patients are compared with each other while it is checked."""

from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE import_lines ADD COLUMN found_by text[]",
    "COMMENT ON COLUMN import_lines.found_by IS"
    " 'by what later lines find who it makes a patient; null: no longer needed'",
    "CREATE INDEX import_lines_found_by ON import_lines USING gin (found_by) WITH (fastupdate = off)",
    # What was added lately is read whole for each search otherwise, and the planner prefers to read every patient.
    "ALTER INDEX patients_found_by SET (fastupdate = off)",
    "SELECT gin_clean_pending_list('patients_found_by')",
)


def upgrade() -> None:
    """Files that were checked before stay as they are."""
    for step in _STEPS:
        op.execute(step)
