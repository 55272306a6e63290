"""Lines of a file of appointments are compared with each other while it is checked."""

from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE import_lines ADD COLUMN foreseen jsonb",
    "COMMENT ON COLUMN import_lines.foreseen IS"
    " 'rows that the line would store, by table, while its file is checked; null: none, or no longer needed'",
    "COMMENT ON COLUMN import_lines.found_by IS 'by what later lines of the file find it; null: no longer needed'",
)


def upgrade() -> None:
    """Files that were checked before stay as they are."""
    for step in _STEPS:
        op.execute(step)
