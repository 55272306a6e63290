"""Buying: from whom the chain buys, what is ordered, and what arrived."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    func,
    text,
)

from services.inventory.tables.clinics import metadata

suppliers = Table(
    "suppliers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("contact", Text, nullable=False, comment="a person or department there"),
    Column("email", Text, comment="where orders are sent"),
    Column("phone", Text),
    Column("account", Text, comment="the number under which the supplier knows the chain"),
    Column(
        "lead_time_days",
        Integer,
        CheckConstraint("lead_time_days >= 0", name="suppliers_lead_time"),
        comment="calendar days from the order to its arrival; null: not known",
    ),
    Column(
        "currency",
        Text,
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="suppliers_currency"),
        comment="of its orders; null: not known",
    ),
    Column("ended_at", DateTime(timezone=True), comment="nothing is ordered from it since; null: it is bought from"),
    Column("ended_because", Text),
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="suppliers_ended"),
    Index("suppliers_by_name", func.lower(text("name")), unique=True),
)

purchase_orders = Table(
    "purchase_orders",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Integer, Identity(always=True), nullable=False, comment="people call the order by it"),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False, comment="where it is delivered"),
    Column("supplier_id", Uuid, ForeignKey("suppliers.id"), nullable=False),
    Column(
        "currency",
        Text,
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="purchase_orders_currency"),
        comment="of its prices; null: none is known",
    ),
    Column("note", Text, nullable=False, comment="for the supplier"),
    Column("supplier_reference", Text, comment="the number under which the supplier confirmed it"),
    Column("status", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("sent_at", DateTime(timezone=True), comment="null: it never was"),
    Column("sent_by", Text),
    Column("due_on", Date, comment="last day, at the clinic, on which it is expected; null until it is sent"),
    Column("ended_at", DateTime(timezone=True), comment="cancelled or closed short; null: it is neither"),
    Column("ended_by", Text),
    Column("ended_because", Text),
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint(
        "status IN ('draft', 'sent', 'partly_received', 'received', 'closed_short', 'cancelled')",
        name="purchase_orders_status",
    ),
    CheckConstraint(
        "(ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_because IS NULL)"
        " AND (ended_at IS NOT NULL) = (status IN ('closed_short', 'cancelled'))",
        name="purchase_orders_ended",
    ),
    CheckConstraint(
        "(sent_at IS NULL) = (sent_by IS NULL) AND (sent_at IS NULL) = (due_on IS NULL)"
        " AND (status = 'cancelled' OR (sent_at IS NULL) = (status = 'draft'))",
        name="purchase_orders_sent",
    ),
    Index("purchase_orders_by_number", "number", unique=True),
    Index("purchase_orders_draft", "clinic_id", "supplier_id", unique=True, postgresql_where=text("status = 'draft'")),
    Index("purchase_orders_of_clinic", "clinic_id", "created_at", "id"),
    Index("purchase_orders_of_supplier", "supplier_id", "created_at", "id"),
)

purchase_order_lines = Table(
    "purchase_order_lines",
    metadata,
    Column("order_id", Uuid, ForeignKey("purchase_orders.id"), primary_key=True),
    Column(
        "gtin",
        Text,
        CheckConstraint("gtin ~ '^[0-9]{14}$'", name="purchase_order_lines_gtin"),
        primary_key=True,
        comment="of the package that is ordered, or of a single unit",
    ),
    Column("place", Integer, nullable=False, comment="its place in the order, from 1"),
    Column("product_gtin", Text, ForeignKey("products.gtin"), nullable=False),
    Column("name", Text, nullable=False, comment="of the product, as it was when the order was last changed"),
    Column("level", Text, comment="a word such as box; null: single units"),
    Column(
        "units_each",
        Integer,
        CheckConstraint("units_each >= 1", name="purchase_order_lines_units"),
        nullable=False,
        comment="single units in each package",
    ),
    Column("packages", Integer, CheckConstraint("packages >= 1", name="purchase_order_lines_packages"), nullable=False),
    Column(
        "price_minor",
        BigInteger,
        CheckConstraint("price_minor >= 0", name="purchase_order_lines_price"),
        comment="of one unit, in the smallest unit of the order's currency; null: it is not known",
    ),
    Index("purchase_order_lines_of_product", "product_gtin", "order_id"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", Uuid, primary_key=True, comment="the cause of its entries in the ledger"),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False),
    Column("order_id", Uuid, ForeignKey("purchase_orders.id"), comment="null: it was received against none"),
    Column("delivery_note", Text, comment="the supplier's number of the delivery"),
    Column("accepted", ARRAY(Text), nullable=False, comment="what was unusual and was received all the same, codes"),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("received_by", Text, nullable=False),
    Index("receipts_of_order", "order_id", postgresql_where=text("order_id IS NOT NULL")),
    Index("receipts_of_note", "clinic_id", text("lower(delivery_note)")),
)
"""Receipts from before this was kept are in the ledger only."""

receiving_policy = Table(
    "receiving_policy",
    metadata,
    Column("is_only", Boolean, CheckConstraint("is_only", name="receiving_policy_once"), primary_key=True),
    Column(
        "least_days_left",
        Integer,
        CheckConstraint("least_days_left >= 1", name="receiving_policy_days"),
        comment="a lot that can be used for fewer days is asked about; null: none is",
    ),
    Column("over_delivery", Text, nullable=False, comment="ask or refuse"),
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint("over_delivery IN ('ask', 'refuse')", name="receiving_policy_over"),
)
"""One row at most; none: over-deliveries are asked about, and dates are not."""
