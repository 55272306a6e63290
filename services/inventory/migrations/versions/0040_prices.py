"""What a unit costs is kept with the time from which it does."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE prices (
       gtin text NOT NULL REFERENCES products (gtin),
       from_at timestamptz NOT NULL,
       price_minor integer CONSTRAINT prices_price CHECK (price_minor >= 0),
       currency text CONSTRAINT prices_currency CHECK (currency ~ '^[A-Z]{3}$'),
       actor text NOT NULL,
       note text NOT NULL DEFAULT '',
       PRIMARY KEY (gtin, from_at),
       CONSTRAINT prices_whole CHECK ((price_minor IS NULL) = (currency IS NULL))
    )""",
    "COMMENT ON COLUMN prices.from_at IS 'until the next one; the first price that is known holds from 1900 on'",
    "COMMENT ON COLUMN prices.price_minor IS"
    " 'of one unit, in the smallest unit of the currency; null: none is known from then on'",
    "COMMENT ON COLUMN prices.actor IS 'who stated it; empty: it is from before this was kept'",
    "COMMENT ON COLUMN prices.note IS 'why it was put right; empty: it was not'",
    """INSERT INTO prices (gtin, from_at, price_minor, currency, actor)
       SELECT gtin, '1900-01-01T00:00:00Z', price_minor, currency, '' FROM products WHERE price_minor IS NOT NULL""",
)


def upgrade() -> None:
    """The present price of each product is the only one that is known of its past."""
    for step in _STEPS:
        op.execute(step)
