"""What was said wrongly of a lot is put right."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE lot_corrections (
        id uuid PRIMARY KEY,
        gtin text NOT NULL,
        lot text NOT NULL,
        was_expires_on date NOT NULL,
        expires_on date NOT NULL,
        was_made_on date,
        made_on date CONSTRAINT lot_corrections_dates CHECK (made_on <= expires_on),
        reason text NOT NULL,
        corrected_at timestamptz NOT NULL,
        corrected_by text NOT NULL,
        CONSTRAINT lot_corrections_lot FOREIGN KEY (gtin, lot) REFERENCES lots (gtin, lot)
    )""",
    "CREATE INDEX lot_corrections_of_lot ON lot_corrections (gtin, lot, id)",
    "CREATE INDEX lot_corrections_newest ON lot_corrections (corrected_at, id)",
    "COMMENT ON COLUMN lot_corrections.was_expires_on IS 'what the books said until then'",
    "COMMENT ON COLUMN lot_corrections.expires_on IS 'what they say since'",
    """CREATE TABLE lots_corrected_at_clinics (
        correction_id uuid REFERENCES lot_corrections,
        clinic_id uuid REFERENCES clinics,
        restored integer NOT NULL,
        expired integer NOT NULL,
        replanned integer NOT NULL,
        fell_short integer NOT NULL,
        incidents_opened integer NOT NULL,
        incidents_closed integer NOT NULL,
        PRIMARY KEY (correction_id, clinic_id)
    )""",
    "COMMENT ON COLUMN lots_corrected_at_clinics.restored IS"
    " 'cartridges that had left the shelf as expired and are back'",
    "COMMENT ON COLUMN lots_corrected_at_clinics.expired IS 'cartridges that left the shelf as expired'",
    "COMMENT ON COLUMN lots_corrected_at_clinics.replanned IS 'sessions that hold other cartridges than before'",
    "COMMENT ON COLUMN lots_corrected_at_clinics.fell_short IS 'of these, sessions that hold none'",
)


def upgrade() -> None:
    """Nothing was corrected before this."""
    for step in _STEPS:
        op.execute(step)
