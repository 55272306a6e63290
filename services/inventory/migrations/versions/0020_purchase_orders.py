"""What is ordered from suppliers."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE purchase_orders (
        id uuid NOT NULL PRIMARY KEY,
        number integer NOT NULL GENERATED ALWAYS AS IDENTITY,
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        supplier_id uuid NOT NULL REFERENCES suppliers (id),
        currency text CONSTRAINT purchase_orders_currency CHECK (currency ~ '^[A-Z]{3}$'),
        note text NOT NULL,
        supplier_reference text,
        status text NOT NULL,
        created_at timestamptz NOT NULL,
        created_by text NOT NULL,
        sent_at timestamptz,
        sent_by text,
        due_on date,
        ended_at timestamptz,
        ended_by text,
        ended_because text,
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT purchase_orders_status CHECK (
            status IN ('draft', 'sent', 'partly_received', 'received', 'closed_short', 'cancelled')
        ),
        CONSTRAINT purchase_orders_ended CHECK (
            (ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_because IS NULL)
            AND (ended_at IS NOT NULL) = (status IN ('closed_short', 'cancelled'))
        ),
        CONSTRAINT purchase_orders_sent CHECK (
            (sent_at IS NULL) = (sent_by IS NULL) AND (sent_at IS NULL) = (due_on IS NULL)
            AND (status = 'cancelled' OR (sent_at IS NULL) = (status = 'draft'))
        )
    )""",
    "CREATE UNIQUE INDEX purchase_orders_by_number ON purchase_orders (number)",
    "CREATE UNIQUE INDEX purchase_orders_draft ON purchase_orders (clinic_id, supplier_id) WHERE status = 'draft'",
    "CREATE INDEX purchase_orders_of_clinic ON purchase_orders (clinic_id, created_at, id)",
    "CREATE INDEX purchase_orders_of_supplier ON purchase_orders (supplier_id, created_at, id)",
    "COMMENT ON COLUMN purchase_orders.number IS 'people call the order by it'",
    "COMMENT ON COLUMN purchase_orders.clinic_id IS 'where it is delivered'",
    "COMMENT ON COLUMN purchase_orders.currency IS 'of its prices; null: none is known'",
    "COMMENT ON COLUMN purchase_orders.note IS 'for the supplier'",
    "COMMENT ON COLUMN purchase_orders.supplier_reference IS 'the number under which the supplier confirmed it'",
    "COMMENT ON COLUMN purchase_orders.sent_at IS 'null: it never was'",
    "COMMENT ON COLUMN purchase_orders.due_on IS"
    " 'last day, at the clinic, on which it is expected; null until it is sent'",
    "COMMENT ON COLUMN purchase_orders.ended_at IS 'cancelled or closed short; null: it is neither'",
    """CREATE TABLE purchase_order_lines (
        order_id uuid NOT NULL REFERENCES purchase_orders (id),
        gtin text NOT NULL CONSTRAINT purchase_order_lines_gtin CHECK (gtin ~ '^[0-9]{14}$'),
        place integer NOT NULL,
        product_gtin text NOT NULL REFERENCES products (gtin),
        name text NOT NULL,
        level text,
        units_each integer NOT NULL CONSTRAINT purchase_order_lines_units CHECK (units_each >= 1),
        packages integer NOT NULL CONSTRAINT purchase_order_lines_packages CHECK (packages >= 1),
        price_minor bigint CONSTRAINT purchase_order_lines_price CHECK (price_minor >= 0),
        PRIMARY KEY (order_id, gtin)
    )""",
    "CREATE INDEX purchase_order_lines_of_product ON purchase_order_lines (product_gtin, order_id)",
    "COMMENT ON COLUMN purchase_order_lines.gtin IS 'of the package that is ordered, or of a single unit'",
    "COMMENT ON COLUMN purchase_order_lines.place IS 'its place in the order, from 1'",
    "COMMENT ON COLUMN purchase_order_lines.name IS 'of the product, as it was when the order was last changed'",
    "COMMENT ON COLUMN purchase_order_lines.level IS 'a word such as box; null: single units'",
    "COMMENT ON COLUMN purchase_order_lines.units_each IS 'single units in each package'",
    "COMMENT ON COLUMN purchase_order_lines.price_minor IS"
    " 'of one unit, in the smallest unit of the order''s currency; null: it is not known'",
)


def upgrade() -> None:
    """Nothing was ordered before: what suppliers still have to deliver is entered by hand."""
    for step in _STEPS:
        op.execute(step)
