"""What is known of a product: its packages, what it fits and needs, its price; and whether it is retired."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_STEPS = (
    """ALTER TABLE products
        ADD COLUMN kind text NOT NULL DEFAULT 'cartridge'
            CONSTRAINT products_kind CHECK (kind IN ('cartridge', 'serum', 'numbing_cream')),
        ADD COLUMN needles integer CONSTRAINT products_needles CHECK (needles >= 1),
        ADD COLUMN shortest_mm numeric(4, 2),
        ADD COLUMN longest_mm numeric(4, 2),
        ADD COLUMN shelf_life_days integer CONSTRAINT products_shelf_life CHECK (shelf_life_days >= 1),
        ADD COLUMN storage text NOT NULL DEFAULT '',
        ADD COLUMN use_within_hours integer CONSTRAINT products_use_within CHECK (use_within_hours >= 1),
        ADD COLUMN supplier text NOT NULL DEFAULT '',
        ADD COLUMN price_minor integer CONSTRAINT products_price CHECK (price_minor >= 0),
        ADD COLUMN currency text CONSTRAINT products_currency CHECK (currency ~ '^[A-Z]{3}$'),
        ADD COLUMN retired_at timestamptz,
        ADD COLUMN retired_because text,
        ADD COLUMN version integer NOT NULL DEFAULT 1,
        ADD CONSTRAINT products_lengths CHECK (shortest_mm >= 0 AND longest_mm >= shortest_mm),
        ADD CONSTRAINT products_priced CHECK ((price_minor IS NULL) = (currency IS NULL)),
        ADD CONSTRAINT products_retired CHECK ((retired_at IS NULL) = (retired_because IS NULL))""",
    """CREATE TABLE packages (
        gtin text NOT NULL PRIMARY KEY CONSTRAINT packages_gtin CHECK (gtin ~ '^[0-9]{14}$'),
        product_gtin text NOT NULL REFERENCES products (gtin),
        level text NOT NULL,
        units integer NOT NULL CONSTRAINT packages_units CHECK (units >= 2)
    )""",
    "CREATE INDEX packages_of_product ON packages (product_gtin)",
    "COMMENT ON COLUMN products.shortest_mm IS 'the least needle length, millimetres'",
    "COMMENT ON COLUMN products.longest_mm IS 'the greatest needle length, millimetres'",
    "COMMENT ON COLUMN products.shelf_life_days IS 'from manufacture to the last day of use'",
    "COMMENT ON COLUMN products.use_within_hours IS 'after it was opened'",
    "COMMENT ON COLUMN products.supplier IS 'by name'",
    "COMMENT ON COLUMN products.price_minor IS 'of one unit, in the smallest unit of the currency'",
    "COMMENT ON COLUMN products.retired_at IS 'nothing is received since; null: it is bought'",
    "COMMENT ON COLUMN packages.level IS 'a word such as box or case'",
    "COMMENT ON COLUMN packages.units IS 'single units of the product inside'",
)


def upgrade() -> None:
    """What was created before is a cartridge of which nothing else is known."""
    for step in _STEPS:
        op.execute(step)
