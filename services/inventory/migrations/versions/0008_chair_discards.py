"""Cartridges that were opened at the chair and thrown away unused."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE serials ADD COLUMN discarded_in uuid",
    """CREATE TABLE chair_discards (
        id uuid NOT NULL PRIMARY KEY,
        gtin text NOT NULL,
        lot text NOT NULL,
        serial text,
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        session_id uuid NOT NULL,
        appointment_id uuid NOT NULL,
        cause text NOT NULL,
        discarded_at timestamptz NOT NULL,
        incident_id uuid REFERENCES incidents (id)
    )""",
    "CREATE INDEX chair_discards_of_lot ON chair_discards (gtin, lot, discarded_at, id)",
    "COMMENT ON COLUMN serials.discarded_in IS 'the session for which it was opened and thrown away unused'",
    "COMMENT ON COLUMN chair_discards.session_id IS 'for which it was opened'",
    "COMMENT ON COLUMN chair_discards.incident_id IS 'set when the ledger cannot account for it'",
)


def upgrade() -> None:
    """None was reported before."""
    for step in _STEPS:
        op.execute(step)
