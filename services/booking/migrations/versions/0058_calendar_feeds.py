"""Calendar programs may read a diary."""

from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE calendar_feeds (
        id uuid PRIMARY KEY,
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        practitioner_id uuid REFERENCES practitioners (id),
        name text NOT NULL,
        digest text NOT NULL UNIQUE,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL,
        last_read_on date,
        ended_at timestamptz,
        ended_by text,
        CONSTRAINT calendar_feeds_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL))
    )""",
    "CREATE INDEX calendar_feeds_clinic ON calendar_feeds (clinic_id, id)",
    "COMMENT ON COLUMN calendar_feeds.practitioner_id IS 'null: the whole clinic'",
    "COMMENT ON COLUMN calendar_feeds.name IS 'what its reader calls it, such as a telephone'",
    "COMMENT ON COLUMN calendar_feeds.digest IS 'of the secret in its address, which is kept nowhere'",
    "COMMENT ON COLUMN calendar_feeds.last_read_on IS 'UTC'",
)


def upgrade() -> None:
    """Nobody has one yet."""
    for step in _STEPS:
        op.execute(step)
