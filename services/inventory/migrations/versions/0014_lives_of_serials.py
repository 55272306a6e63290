"""When and by whom a cartridge with a serial number was received, so that its life can be read."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_STEPS = (
    """ALTER TABLE serials
        ADD COLUMN receipt_id uuid,
        ADD COLUMN received_in uuid,
        ADD COLUMN received_at timestamptz,
        ADD COLUMN received_by text""",
    "CREATE INDEX serials_alike ON serials (gtin, lower(serial))",
    "CREATE INDEX uses_of_serial ON uses (gtin, serial) WHERE serial IS NOT NULL",
    "CREATE INDEX chair_discards_of_serial ON chair_discards (gtin, serial) WHERE serial IS NOT NULL",
    "COMMENT ON COLUMN serials.clinic_id IS 'where it is, or was opened; null when it was never received'",
    "COMMENT ON COLUMN serials.receipt_id IS 'null: it was received before this was kept, or never'",
    "COMMENT ON COLUMN serials.received_in IS 'the clinic of that receipt; clinic_id is where it was moved since'",
)


def upgrade() -> None:
    """Of what was received before, nobody wrote down with which delivery it came."""
    for step in _STEPS:
        op.execute(step)
