"""The lot of one numbered cartridge is corrected: what was said and what is true, and movements of that kind."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_MOVES = (
    "arrive:other_clinic>on_hand",
    "deliver:in_transit>other_clinic",
    "discard:in_transit>discarded",
    "discard:on_hand>discarded",
    "discard:quarantine>discarded",
    "expire:on_hand>discarded",
    "find:lost>on_hand",
    "find:unrecorded>on_hand",
    "hold:on_hand>quarantine",
    "lose:in_transit>lost",
    "lose:on_hand>lost",
    "lose:quarantine>lost",
    "recall:on_hand>quarantine",
    "receipt:supplier>on_hand",
    "relabel:on_hand>other_clinic",
    "relabel:on_hand>supplier",
    "relabel:on_hand>unrecorded",
    "relabel:other_clinic>on_hand",
    "relabel:other_clinic>supplier",
    "relabel:supplier>on_hand",
    "relabel:supplier>other_clinic",
    "relabel:unrecorded>on_hand",
    "release:quarantine>on_hand",
    "restore:discarded>in_transit",
    "restore:discarded>on_hand",
    "restore:discarded>quarantine",
    "restore:in_transit>on_hand",
    "restore:lost>in_transit",
    "restore:lost>on_hand",
    "restore:lost>quarantine",
    "restore:other_clinic>in_transit",
    "restore:quarantine>on_hand",
    "restore:returned>quarantine",
    "restore:used>on_hand",
    "return:quarantine>returned",
    "send:on_hand>in_transit",
    "use:on_hand>used",
    "withdraw:on_hand>lost",
    "withdraw:on_hand>other_clinic",
    "withdraw:on_hand>supplier",
    "withdraw:on_hand>unrecorded",
)
_STEPS = (
    """CREATE TABLE number_corrections (
       id uuid PRIMARY KEY,
       gtin text NOT NULL,
       serial text NOT NULL,
       was_lot text NOT NULL,
       lot text NOT NULL,
       clinic_id uuid NOT NULL REFERENCES clinics (id),
       receipt_id uuid,
       reason text NOT NULL,
       corrected_at timestamptz NOT NULL,
       corrected_by text NOT NULL,
       CONSTRAINT number_corrections_was FOREIGN KEY (gtin, was_lot) REFERENCES lots (gtin, lot),
       CONSTRAINT number_corrections_lot FOREIGN KEY (gtin, lot) REFERENCES lots (gtin, lot)
    )""",
    "COMMENT ON COLUMN number_corrections.was_lot IS 'what the books said until then'",
    "COMMENT ON COLUMN number_corrections.clinic_id IS 'where the cartridge was then'",
    "COMMENT ON COLUMN number_corrections.receipt_id IS 'the receipt that named the wrong lot; null: it is not known'",
    "CREATE INDEX number_corrections_of_cartridge ON number_corrections (gtin, serial, id)",
    "CREATE INDEX number_corrections_of_receipt ON number_corrections (receipt_id)",
    "ALTER TABLE ledger DROP CONSTRAINT ledger_move",
)


def upgrade() -> None:
    """What is in the ledger stays as it is."""
    for step in _STEPS:
        op.execute(step)
    moves = ", ".join(f"'{move}'" for move in _MOVES)
    op.execute(
        f"ALTER TABLE ledger ADD CONSTRAINT ledger_move CHECK (kind || ':' || leaves || '>' || enters IN ({moves}))"
    )
