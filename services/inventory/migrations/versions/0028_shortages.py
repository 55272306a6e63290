"""Shortages are listed days before."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE shortages (
        id uuid PRIMARY KEY,
        clinic_id uuid NOT NULL REFERENCES clinics,
        gtin text NOT NULL,
        sessions integer NOT NULL,
        cartridges integer NOT NULL CONSTRAINT shortages_cartridges CHECK (cartridges >= 1),
        first_session_at timestamptz NOT NULL,
        opened_at timestamptz NOT NULL,
        closed_at timestamptz,
        closed_because text,
        CONSTRAINT shortages_closed CHECK ((closed_at IS NULL) = (closed_because IS NULL))
    )""",
    "CREATE UNIQUE INDEX shortages_open ON shortages (clinic_id, gtin) WHERE closed_at IS NULL",
    "CREATE INDEX shortages_of_clinic ON shortages (clinic_id, opened_at, id)",
    "COMMENT ON COLUMN shortages.gtin IS 'the product that sessions lack'",
    "COMMENT ON COLUMN shortages.sessions IS 'how many within the days that are looked ahead'",
    "COMMENT ON COLUMN shortages.first_session_at IS 'when the first treatment starts'",
    "COMMENT ON COLUMN shortages.closed_at IS 'null: the cartridges are lacking'",
    "COMMENT ON COLUMN shortages.closed_because IS 'a code'",
    """INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)
       SELECT DISTINCT 'shortage', clinic_id || '/' || gtin, timestamptz '2026-01-01Z', timestamptz '2026-01-01Z',
           jsonb_build_object('clinic_id', clinic_id, 'gtin', gtin), '{}'::jsonb
       FROM reservations WHERE status = 'short' ON CONFLICT DO NOTHING""",
)


def upgrade() -> None:
    """What is short already is listed by a timer that is due at once."""
    for step in _STEPS:
        op.execute(step)
