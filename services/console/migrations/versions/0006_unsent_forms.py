"""What somebody typed whose session had ended is kept for minutes, and it is known whose form it was.

Sessions that began before have no ``forms``: what is typed in their pages is refused as too old, as it was.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE sessions ADD COLUMN forms bytea",
    "ALTER TABLE sessions ADD COLUMN ended_at timestamptz",
    "COMMENT ON COLUMN sessions.forms IS 'SHA-256 of the token in its forms; null: begun before 0006'",
    "COMMENT ON COLUMN sessions.ended_at IS 'it opens nothing any more; null: it does'",
    "CREATE INDEX sessions_forms ON sessions (forms)",
    """CREATE TABLE unsent_forms (
        id bytea PRIMARY KEY,
        subject text NOT NULL,
        content bytea NOT NULL,
        kept_at timestamptz NOT NULL
    )""",
    "CREATE INDEX unsent_forms_kept ON unsent_forms (kept_at)",
    "COMMENT ON COLUMN unsent_forms.id IS 'SHA-256 of the secret in the browser''s cookie'",
    "COMMENT ON COLUMN unsent_forms.subject IS 'who typed it'",
    "COMMENT ON COLUMN unsent_forms.content IS 'sealed with a key that only the cookie gives'",
)


def upgrade() -> None:
    """Add them."""
    for statement in _STEPS:
        op.execute(statement)
