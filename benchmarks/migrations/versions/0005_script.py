"""What the script with guarantees (benchmarks/script.py) has instead of the chassis' tables."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """An outbox and an inbox, as plain as they can be."""
    op.execute(
        "CREATE TABLE script_outbox ("
        "position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid, key text, body bytea)"
    )
    op.execute("CREATE TABLE script_inbox (id uuid PRIMARY KEY)")
