"""The latest consult is the one that booking published last, whatever time it says."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE consults ADD COLUMN number integer",
    "UPDATE consults SET number = n FROM (SELECT id AS of, row_number() OVER (ORDER BY completed_at, id) AS n"
    " FROM consults) AS numbered WHERE of = id",
    "ALTER TABLE consults ALTER COLUMN number SET NOT NULL",
    "ALTER TABLE consults ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY",
    "SELECT setval(pg_get_serial_sequence('consults', 'number'), coalesce(max(number), 0) + 1, false) FROM consults",
    "COMMENT ON COLUMN consults.number IS 'the order in which booking published them'",
    "DROP INDEX consults_of_patient",
    "CREATE INDEX consults_of_patient ON consults (patient_id, number)",
)


def upgrade() -> None:
    """Consults that are there keep the order that their times say."""
    for step in _STEPS:
        op.execute(step)
