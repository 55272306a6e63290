"""How many days ahead the chain looks, and what expires unused."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE planning_policies (
        id uuid PRIMARY KEY,
        begins_on date NOT NULL,
        shortage_days integer NOT NULL CONSTRAINT planning_policies_shortage CHECK (shortage_days >= 1),
        expiring_days integer NOT NULL CONSTRAINT planning_policies_expiring CHECK (expiring_days >= 1),
        urgent_days integer NOT NULL CONSTRAINT planning_policies_urgent CHECK (urgent_days >= 1),
        reason text NOT NULL,
        entered_by text NOT NULL,
        entered_at timestamptz NOT NULL,
        replaced_at timestamptz
    )""",
    "CREATE UNIQUE INDEX planning_policies_once ON planning_policies (begins_on) WHERE replaced_at IS NULL",
    "COMMENT ON COLUMN planning_policies.begins_on IS 'the clinic''s local day; until the next that begins'",
    "COMMENT ON COLUMN planning_policies.replaced_at IS 'by another for the same day, or taken back; null: it holds'",
    "ALTER TABLE shortages ADD COLUMN urgent_since timestamptz",
    "COMMENT ON COLUMN shortages.urgent_since IS 'null: the first session is not near'",
    """CREATE TABLE expiring_lots (
        id uuid PRIMARY KEY,
        clinic_id uuid NOT NULL REFERENCES clinics,
        gtin text NOT NULL,
        lot text NOT NULL,
        opened_at timestamptz NOT NULL,
        closed_at timestamptz,
        closed_because text,
        CONSTRAINT expiring_lots_balance FOREIGN KEY (clinic_id, gtin, lot)
            REFERENCES balances (clinic_id, gtin, lot),
        CONSTRAINT expiring_lots_closed CHECK ((closed_at IS NULL) = (closed_because IS NULL))
    )""",
    "CREATE UNIQUE INDEX expiring_lots_open ON expiring_lots (clinic_id, gtin, lot) WHERE closed_at IS NULL",
    "CREATE INDEX expiring_lots_newest ON expiring_lots (opened_at, id)",
    "COMMENT ON COLUMN expiring_lots.closed_at IS 'null: some of it lies free'",
    "COMMENT ON COLUMN expiring_lots.closed_because IS 'a code'",
    """INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)
       SELECT 'expiring-lot', clinic_id || '/' || gtin || '/' || lot, timestamptz '2026-01-01Z',
           timestamptz '2026-01-01Z', jsonb_build_object('clinic_id', clinic_id, 'gtin', gtin, 'lot', lot), '{}'::jsonb
       FROM balances WHERE on_hand > 0 ON CONFLICT DO NOTHING""",
)


def upgrade() -> None:
    """What lies free already is looked at by timers that are due at once."""
    for step in _STEPS:
        op.execute(step)
