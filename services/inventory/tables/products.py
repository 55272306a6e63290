"""The catalogue: products, and the packages that they come in."""

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    Uuid,
    text,
)

from services.inventory.tables.clinics import metadata

products = Table(
    "products",
    metadata,
    Column("gtin", Text, CheckConstraint("gtin ~ '^[0-9]{14}$'", name="products_gtin"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("fits", ARRAY(Text), nullable=False, comment="device models' codes"),
    Column(
        "kind",
        Text,
        CheckConstraint("kind IN ('cartridge', 'serum', 'numbing_cream')", name="products_kind"),
        nullable=False,
        server_default=text("'cartridge'"),
    ),
    Column("needles", Integer, CheckConstraint("needles >= 1", name="products_needles")),
    Column("shortest_mm", Numeric(4, 2), comment="the least needle length, millimetres"),
    Column("longest_mm", Numeric(4, 2), comment="the greatest needle length, millimetres"),
    Column(
        "shelf_life_days",
        Integer,
        CheckConstraint("shelf_life_days >= 1", name="products_shelf_life"),
        comment="from manufacture to the last day of use",
    ),
    Column("storage", Text, nullable=False, server_default=text("''")),
    Column(
        "use_within_hours",
        Integer,
        CheckConstraint("use_within_hours >= 1", name="products_use_within"),
        comment="after it was opened",
    ),
    Column(
        "supplier", Text, nullable=False, server_default=text("''"), comment="by name; the same as that of supplier_id"
    ),
    Column("supplier_id", Uuid, ForeignKey("suppliers.id"), comment="null: it is not known, or only a name"),
    Column(
        "price_minor",
        Integer,
        CheckConstraint("price_minor >= 0", name="products_price"),
        comment="of one unit, in the smallest unit of the currency",
    ),
    Column("currency", Text, CheckConstraint("currency ~ '^[A-Z]{3}$'", name="products_currency")),
    Column(
        "substitutes",
        ARRAY(Text),
        nullable=False,
        server_default=text("'{}'"),
        comment="GTINs of products that serve instead of it, the preferred first",
    ),
    Column(
        "least_days_left",
        Integer,
        CheckConstraint("least_days_left >= 1", name="products_least_days"),
        comment="of use when it is received; fewer are asked about; null: the chain's policy",
    ),
    Column("retired_at", DateTime(timezone=True), comment="nothing is received since; null: it is bought"),
    Column("retired_because", Text),
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint("shortest_mm >= 0 AND longest_mm >= shortest_mm", name="products_lengths"),
    CheckConstraint("(price_minor IS NULL) = (currency IS NULL)", name="products_priced"),
    CheckConstraint("(retired_at IS NULL) = (retired_because IS NULL)", name="products_retired"),
    Index("products_of_supplier", "supplier_id"),
)

prices = Table(
    "prices",
    metadata,
    Column("gtin", Text, ForeignKey("products.gtin"), primary_key=True),
    Column(
        "from_at",
        DateTime(timezone=True),
        primary_key=True,
        comment="until the next one; the first price that is known holds from 1900 on",
    ),
    Column(
        "price_minor",
        Integer,
        CheckConstraint("price_minor >= 0", name="prices_price"),
        comment="of one unit, in the smallest unit of the currency; null: none is known from then on",
    ),
    Column("currency", Text, CheckConstraint("currency ~ '^[A-Z]{3}$'", name="prices_currency")),
    Column("actor", Text, nullable=False, comment="who stated it; empty: it is from before this was kept"),
    Column("note", Text, nullable=False, server_default=text("''"), comment="why it was put right; empty: it was not"),
    CheckConstraint("(price_minor IS NULL) = (currency IS NULL)", name="prices_whole"),
)

packages = Table(
    "packages",
    metadata,
    Column("gtin", Text, CheckConstraint("gtin ~ '^[0-9]{14}$'", name="packages_gtin"), primary_key=True),
    Column("product_gtin", Text, ForeignKey("products.gtin"), nullable=False),
    Column("level", Text, nullable=False, comment="a word such as box or case"),
    Column(
        "units",
        Integer,
        CheckConstraint("units >= 2", name="packages_units"),
        nullable=False,
        comment="single units of the product inside",
    ),
    Index("packages_of_product", "product_gtin"),
)
