"""From whom the chain buys: each supplier that a product names in words becomes one, and keeps its words."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE suppliers (
        id uuid NOT NULL PRIMARY KEY,
        name text NOT NULL,
        contact text NOT NULL,
        email text,
        phone text,
        account text,
        lead_time_days integer CONSTRAINT suppliers_lead_time CHECK (lead_time_days >= 0),
        currency text CONSTRAINT suppliers_currency CHECK (currency ~ '^[A-Z]{3}$'),
        ended_at timestamptz,
        ended_because text,
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT suppliers_ended CHECK ((ended_at IS NULL) = (ended_because IS NULL))
    )""",
    "CREATE UNIQUE INDEX suppliers_by_name ON suppliers (lower(name))",
    "COMMENT ON COLUMN suppliers.contact IS 'a person or department there'",
    "COMMENT ON COLUMN suppliers.email IS 'where orders are sent'",
    "COMMENT ON COLUMN suppliers.account IS 'the number under which the supplier knows the chain'",
    "COMMENT ON COLUMN suppliers.lead_time_days IS 'calendar days from the order to its arrival; null: not known'",
    "COMMENT ON COLUMN suppliers.currency IS 'of its orders; null: not known'",
    "COMMENT ON COLUMN suppliers.ended_at IS 'nothing is ordered from it since; null: it is bought from'",
    """INSERT INTO suppliers (id, name, contact, currency)
        SELECT gen_random_uuid(), min(supplier), '',
            CASE WHEN count(DISTINCT currency) = 1 THEN min(currency) END
        FROM products WHERE supplier <> '' GROUP BY lower(supplier)""",
    "ALTER TABLE products ADD COLUMN supplier_id uuid REFERENCES suppliers (id)",
    """UPDATE products SET supplier_id = suppliers.id, supplier = suppliers.name
        FROM suppliers WHERE lower(suppliers.name) = lower(products.supplier)""",
    "CREATE INDEX products_of_supplier ON products (supplier_id)",
    "COMMENT ON COLUMN products.supplier IS 'by name; the same as that of supplier_id'",
    "COMMENT ON COLUMN products.supplier_id IS 'null: it is not known, or only a name'",
)


def upgrade() -> None:
    """The lead time of a supplier that is known by name only is not known: somebody has to enter it."""
    for step in _STEPS:
        op.execute(step)
