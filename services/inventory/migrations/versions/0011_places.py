"""Each entry of the ledger says which place is left and which is entered; balances have a column for each place."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MOVES = (
    "arrive:other_clinic>on_hand",
    "deliver:in_transit>other_clinic",
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
    "restore:discarded>on_hand",
    "restore:discarded>quarantine",
    "restore:in_transit>on_hand",
    "restore:lost>in_transit",
    "restore:lost>on_hand",
    "restore:lost>quarantine",
    "restore:quarantine>on_hand",
    "restore:returned>quarantine",
    "restore:used>on_hand",
    "return:quarantine>returned",
    "send:on_hand>in_transit",
    "use:on_hand>used",
    "withdraw:on_hand>lost",
    "withdraw:on_hand>supplier",
    "withdraw:on_hand>unrecorded",
)
_NEW_PARTS = ("quarantine", "returned", "lost", "found", "transferred_in", "transferred_out")

_PLACES_OF_ENTRIES = (
    "ALTER TABLE ledger ADD COLUMN leaves text",
    "ALTER TABLE ledger ADD COLUMN enters text",
    "ALTER TABLE ledger DISABLE TRIGGER ledger_append_only",
    """UPDATE ledger SET leaves = CASE kind WHEN 'receipt' THEN 'supplier' ELSE 'on_hand' END,
        enters = CASE kind WHEN 'receipt' THEN 'on_hand' WHEN 'use' THEN 'used' WHEN 'recall' THEN 'quarantine'
            ELSE 'discarded' END
       WHERE kind <> 'restore'""",
    """UPDATE ledger SET leaves = CASE was.kind WHEN 'use' THEN 'used' ELSE 'discarded' END, enters = 'on_hand'
       FROM ledger was WHERE was.id = ledger.corrects AND ledger.kind = 'restore'""",
    # The others were taken out of a write-off, one each: out of the recall as far as that goes, then of the expiry.
    """UPDATE ledger SET leaves = CASE WHEN out.n <= out.recalled THEN 'quarantine' ELSE 'discarded' END,
        enters = 'on_hand'
       FROM (
           SELECT restore.id, recall.recalled, row_number() OVER (
               PARTITION BY restore.clinic_id, restore.gtin, restore.lot ORDER BY restore.id DESC) AS n
           FROM ledger restore CROSS JOIN LATERAL (
               SELECT coalesce(sum(quantity), 0) AS recalled FROM ledger e
               WHERE e.kind = 'recall' AND e.clinic_id = restore.clinic_id AND e.gtin = restore.gtin
                 AND e.lot = restore.lot
           ) recall
           WHERE restore.kind = 'restore' AND restore.corrects IS NULL
       ) out WHERE out.id = ledger.id""",
    "ALTER TABLE ledger ENABLE TRIGGER ledger_append_only",
    "ALTER TABLE ledger ALTER COLUMN leaves SET NOT NULL",
    "ALTER TABLE ledger ALTER COLUMN enters SET NOT NULL",
    "ALTER TABLE ledger DROP CONSTRAINT ledger_kind",
    "COMMENT ON COLUMN ledger.kind IS 'domain/places.py says what each kind means'",
    "COMMENT ON COLUMN ledger.leaves IS 'the place that they were in'",
    "COMMENT ON COLUMN ledger.enters IS 'the place that they are in afterwards'",
)
_PLACES_OF_BALANCES = (
    """UPDATE balances SET quarantine = put_aside.n, discarded = discarded - put_aside.n FROM (
           SELECT clinic_id, gtin, lot, sum(CASE WHEN enters = 'quarantine' THEN quantity ELSE -quantity END) AS n
           FROM ledger WHERE 'quarantine' IN (leaves, enters) GROUP BY clinic_id, gtin, lot
       ) put_aside WHERE put_aside.clinic_id = balances.clinic_id AND put_aside.gtin = balances.gtin
         AND put_aside.lot = balances.lot""",
    "ALTER TABLE balances ADD CONSTRAINT balances_never_below_zero CHECK ("
    "received >= 0 AND found >= 0 AND transferred_in >= 0 AND on_hand >= 0 AND reserved >= 0 AND used >= 0"
    " AND discarded >= 0 AND in_transit >= 0 AND quarantine >= 0 AND returned >= 0 AND lost >= 0"
    " AND transferred_out >= 0)",
    "ALTER TABLE balances ADD CONSTRAINT balances_add_up CHECK ("
    "received + found + transferred_in = on_hand + reserved + used + discarded + in_transit + quarantine"
    " + returned + lost + transferred_out)",
    "COMMENT ON COLUMN balances.in_transit IS 'sent to another clinic, and not received there yet'",
    "COMMENT ON COLUMN balances.quarantine IS 'at the clinic, and not to be used'",
    "COMMENT ON COLUMN balances.returned IS 'sent back to the supplier'",
    "COMMENT ON COLUMN balances.found IS 'came in by a count: the books had never had it'",
)


def upgrade() -> None:
    """What recalls took off the shelf is in quarantine from now on; everything else is where it was."""
    for step in _PLACES_OF_ENTRIES:
        op.execute(step)
    moves = ", ".join(f"'{move}'" for move in _MOVES)
    op.execute(
        f"ALTER TABLE ledger ADD CONSTRAINT ledger_move CHECK (kind || ':' || leaves || '>' || enters IN ({moves}))"
    )
    op.execute("ALTER TABLE balances DROP CONSTRAINT balances_add_up, DROP CONSTRAINT balances_never_below_zero")
    for part in _NEW_PARTS:
        op.execute(f"ALTER TABLE balances ADD COLUMN {part} integer NOT NULL DEFAULT 0")
        op.execute(f"ALTER TABLE balances ALTER COLUMN {part} DROP DEFAULT")
    for step in _PLACES_OF_BALANCES:
        op.execute(step)
