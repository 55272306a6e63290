"""A daily mail about what waits at a clinic, and the language of its staff."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE clinics ADD COLUMN hours jsonb",
    "COMMENT ON COLUMN clinics.hours IS 'of a usual week; null while they are not known'",
    """
    CREATE TABLE open_items (
        id uuid PRIMARY KEY,
        service text NOT NULL,
        kind text NOT NULL,
        clinic_id uuid NOT NULL,
        due_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX open_items_of_clinic ON open_items (clinic_id)",
    "COMMENT ON COLUMN open_items.service IS 'whose worklist it is on'",
    """
    CREATE TABLE digests (
        clinic_id uuid,
        role text,
        enabled boolean,
        at time,
        recipients jsonb,
        set_at timestamptz,
        set_by text,
        last_on date,
        PRIMARY KEY (clinic_id, role),
        CONSTRAINT digests_role CHECK (role IN ('desk', 'director', 'stock_manager'))
    )
    """,
    "COMMENT ON COLUMN digests.enabled IS 'null: nothing was set, so it is sent'",
    "COMMENT ON COLUMN digests.at IS 'local; null: as the chain does it'",
    "COMMENT ON COLUMN digests.recipients IS 'addresses and languages; null: who is known otherwise'",
    "COMMENT ON COLUMN digests.last_on IS 'the last local day whose digest was made, or had nothing to say'",
    """
    CREATE TABLE staff_languages (
        clinic_id uuid PRIMARY KEY,
        language text NOT NULL,
        set_at timestamptz NOT NULL,
        set_by text NOT NULL
    )
    """,
    "COMMENT ON COLUMN staff_languages.language IS 'BCP 47'",
    "INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)"
    " SELECT 'digest.next', clinics.id || '/' || role, '2026-01-01Z'::timestamptz, '2026-01-01Z'::timestamptz,"
    " '{}'::jsonb, '{}'::jsonb FROM clinics, unnest(ARRAY['desk', 'director', 'stock_manager']) AS role",
)


def upgrade() -> None:
    """Clinics that are known have their digests; items that were opened before come with a replay."""
    for step in _STEPS:
        op.execute(step)
