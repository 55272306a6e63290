"""Transfers in two steps: what was sent is in transit until the other clinic says that it arrived."""

from alembic import op

revision = "0022"
down_revision = "0021"
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
    """CREATE TABLE transfers (
        id uuid NOT NULL PRIMARY KEY,
        from_clinic_id uuid NOT NULL REFERENCES clinics (id),
        to_clinic_id uuid NOT NULL REFERENCES clinics (id),
        status text NOT NULL CONSTRAINT transfers_status
            CHECK (status IN ('sent', 'differs', 'received', 'cancelled')),
        expected_on date NOT NULL,
        expected_by timestamptz NOT NULL,
        note text NOT NULL DEFAULT '',
        sent_at timestamptz NOT NULL,
        sent_by text NOT NULL,
        complete_at timestamptz,
        complete_by text,
        cancelled_at timestamptz,
        cancelled_by text,
        cancelled_because text,
        CONSTRAINT transfers_between_two CHECK (from_clinic_id <> to_clinic_id),
        CONSTRAINT transfers_cancelled CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
    )""",
    "CREATE INDEX transfers_from ON transfers (from_clinic_id, sent_at)",
    "CREATE INDEX transfers_to ON transfers (to_clinic_id, sent_at)",
    "CREATE INDEX transfers_under_way ON transfers (expected_by) WHERE status = 'sent'",
    "COMMENT ON COLUMN transfers.expected_on IS 'the receiving clinic''s local day'",
    "COMMENT ON COLUMN transfers.expected_by IS 'the end of that day'",
    "COMMENT ON COLUMN transfers.complete_at IS 'nothing more is to come; null: more may'",
    """CREATE TABLE transfer_lines (
        id uuid NOT NULL PRIMARY KEY,
        transfer_id uuid NOT NULL REFERENCES transfers (id),
        gtin text NOT NULL,
        lot text NOT NULL,
        serial text,
        sent integer NOT NULL,
        arrived integer NOT NULL DEFAULT 0,
        settled integer NOT NULL DEFAULT 0,
        surplus integer NOT NULL DEFAULT 0,
        surplus_settled integer NOT NULL DEFAULT 0,
        opened_in uuid,
        CONSTRAINT transfer_lines_lot FOREIGN KEY (gtin, lot) REFERENCES lots (gtin, lot),
        CONSTRAINT transfer_lines_add_up CHECK (
            sent >= 0 AND arrived >= 0 AND settled >= 0 AND arrived + settled <= sent
            AND surplus_settled >= 0 AND surplus_settled <= surplus
        )
    )""",
    "CREATE UNIQUE INDEX transfer_lines_once ON transfer_lines (transfer_id, gtin, lot, coalesce(serial, ''))",
    "CREATE INDEX transfer_lines_of_lot ON transfer_lines (gtin, lot)",
    "CREATE INDEX transfer_lines_of_serial ON transfer_lines (gtin, serial) WHERE serial IS NOT NULL",
    "COMMENT ON COLUMN transfer_lines.serial IS 'null: counted, not numbered'",
    "COMMENT ON COLUMN transfer_lines.sent IS '0: something else arrived than was sent'",
    "COMMENT ON COLUMN transfer_lines.arrived IS 'of what was sent'",
    "COMMENT ON COLUMN transfer_lines.settled IS 'of what was sent, and did not arrive'",
    "COMMENT ON COLUMN transfer_lines.settled IS 'sent, and did not arrive'",
    "COMMENT ON COLUMN transfer_lines.surplus IS 'arrived, and was not sent'",
    "COMMENT ON COLUMN transfer_lines.opened_in IS 'the session that opened it on the way'",
    """CREATE TABLE transfer_steps (
        id uuid NOT NULL PRIMARY KEY,
        transfer_id uuid NOT NULL REFERENCES transfers (id),
        line_id uuid NOT NULL REFERENCES transfer_lines (id),
        what text NOT NULL,
        quantity integer NOT NULL CONSTRAINT transfer_steps_quantity CHECK (quantity > 0),
        reason text NOT NULL DEFAULT '',
        at timestamptz NOT NULL,
        by text NOT NULL,
        sender_entry uuid REFERENCES ledger (id),
        receiver_entry uuid REFERENCES ledger (id),
        taken_back_at timestamptz,
        taken_back_by text,
        taken_back_because text
    )""",
    "CREATE INDEX transfer_steps_of_transfer ON transfer_steps (transfer_id, id)",
    "CREATE INDEX transfer_steps_of_line ON transfer_steps (line_id, id)",
    "COMMENT ON COLUMN transfer_steps.what IS 'domain/transfers.py says what each means'",
    "COMMENT ON COLUMN transfer_steps.sender_entry IS 'in the books of the clinic that sent it'",
    "COMMENT ON COLUMN transfer_steps.receiver_entry IS 'in the books of the clinic that received it'",
    "COMMENT ON COLUMN transfer_steps.taken_back_at IS 'it was a mistake; null: it stands'",
    "ALTER TABLE serials ADD COLUMN place text NOT NULL DEFAULT 'on_hand'",
    "COMMENT ON COLUMN serials.place IS 'where it is in the books of clinic_id, as far as it was moved by number'",
    "ALTER TABLE ledger DROP CONSTRAINT ledger_move",
)


def upgrade() -> None:
    """No transfer was kept before: what a session said by opening a cartridge elsewhere stays in the ledger alone."""
    for step in _STEPS:
        op.execute(step)
    moves = ", ".join(f"'{move}'" for move in _MOVES)
    op.execute(
        f"ALTER TABLE ledger ADD CONSTRAINT ledger_move CHECK (kind || ':' || leaves || '>' || enters IN ({moves}))"
    )
