"""A text from a telephone that several share may open a report for each of them."""

from alembic import op

revision = "0021"
down_revision = "0020"

STATEMENTS = (
    "ALTER TABLE reaction_reports DROP CONSTRAINT IF EXISTS reaction_reports_text_id_key",
    "CREATE INDEX reaction_reports_of_text ON reaction_reports (text_id) WHERE text_id IS NOT NULL",
)


def upgrade() -> None:
    """Run forward; there is no way back but a restore."""
    for statement in STATEMENTS:
        op.execute(statement)
