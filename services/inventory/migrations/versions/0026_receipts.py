"""Receipts name the order and the delivery note that they belong to, and what was unusual about them."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE receipts (
        id uuid NOT NULL PRIMARY KEY,
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        order_id uuid REFERENCES purchase_orders (id),
        delivery_note text,
        accepted text[] NOT NULL,
        received_at timestamptz NOT NULL,
        received_by text NOT NULL
    )""",
    "CREATE INDEX receipts_of_order ON receipts (order_id) WHERE order_id IS NOT NULL",
    "CREATE INDEX receipts_of_note ON receipts (clinic_id, lower(delivery_note))",
    "COMMENT ON COLUMN receipts.id IS 'the cause of its entries in the ledger'",
    "COMMENT ON COLUMN receipts.order_id IS 'null: it was received against none'",
    "COMMENT ON COLUMN receipts.delivery_note IS 'the supplier''s number of the delivery'",
    "COMMENT ON COLUMN receipts.accepted IS 'what was unusual and was received all the same, codes'",
    """CREATE TABLE receiving_policy (
        is_only boolean NOT NULL PRIMARY KEY CONSTRAINT receiving_policy_once CHECK (is_only),
        least_days_left integer CONSTRAINT receiving_policy_days CHECK (least_days_left >= 1),
        over_delivery text NOT NULL CONSTRAINT receiving_policy_over CHECK (over_delivery IN ('ask', 'refuse')),
        version integer NOT NULL DEFAULT 1
    )""",
    "COMMENT ON COLUMN receiving_policy.least_days_left IS"
    " 'a lot that can be used for fewer days is asked about; null: none is'",
    "COMMENT ON COLUMN receiving_policy.over_delivery IS 'ask or refuse'",
    "ALTER TABLE products ADD COLUMN least_days_left integer"
    " CONSTRAINT products_least_days CHECK (least_days_left >= 1)",
    "COMMENT ON COLUMN products.least_days_left IS"
    " 'of use when it is received; fewer are asked about; null: the chain''s policy'",
    "CREATE INDEX ledger_of_receipt ON ledger (cause) WHERE kind = 'receipt'",
)


def upgrade() -> None:
    """Receipts from before stay as the ledger has them: they belong to no order."""
    for step in _STEPS:
        op.execute(step)
