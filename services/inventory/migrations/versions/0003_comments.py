"""Comments of columns in the words of tables.py."""

from alembic import op

revision = "0003"
down_revision = "0002"

_COMMENTS = {
    "clinics.name": "null while only its id is known",
    "clinics.time_zone": "IANA name; null while only its id is known",
}


def upgrade() -> None:
    """Change what the database says of its columns; no row is touched."""
    for column, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN {column} IS '{comment}'")  # constants, without quotes
