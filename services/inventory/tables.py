"""Inventory's tables. Balances are locked through their clinic: every movement locks the clinic's row first."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    text,
)

from chassis.worklist.tables import worklist_items as chassis_worklist_items
from services.inventory.domain.places import rule_of_moves

metadata = MetaData()

worklist_items = chassis_worklist_items.to_metadata(metadata)

clinics = Table(
    "clinics",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, comment="null while only its id is known"),
    Column("time_zone", Text, comment="IANA name; null while only its id is known"),
    Column("address", Text, comment="one line, for who delivers; null: no event has said it since this is kept"),
)

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

stock_levels = Table(
    "stock_levels",
    metadata,
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), primary_key=True),
    Column("gtin", Text, ForeignKey("products.gtin"), primary_key=True),
    Column("reorder_point", Integer, CheckConstraint("reorder_point >= 0", name="levels_point"), nullable=False),
    Column("reorder_quantity", Integer, CheckConstraint("reorder_quantity >= 1", name="levels_order"), nullable=False),
    Column("low_since", DateTime(timezone=True), comment="StockLow was said then; null while above the point"),
    Column("urgent_point", Integer, CheckConstraint("urgent_point >= 0", name="levels_urgent"), nullable=False),
    Column("urgent_since", DateTime(timezone=True), comment="StockLow was said as urgent then"),
    Column("version", Integer, nullable=False),
)

lots = Table(
    "lots",
    metadata,
    Column("gtin", Text, ForeignKey("products.gtin"), primary_key=True),
    Column("lot", Text, primary_key=True),
    Column("expires_on", Date, nullable=False, comment="last day of use, the clinic's local day"),
    Column("made_on", Date, comment="day of manufacture; null: no label that was received said so"),
)

balances = Table(
    "balances",
    metadata,
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), primary_key=True),
    Column("gtin", Text, primary_key=True),
    Column("lot", Text, primary_key=True),
    Column("received", Integer, nullable=False),
    Column("on_hand", Integer, nullable=False, comment="on the shelf and free"),
    Column("reserved", Integer, nullable=False, comment="on the shelf and held for an appointment"),
    Column("used", Integer, nullable=False),
    Column("discarded", Integer, nullable=False),
    Column("in_transit", Integer, nullable=False, comment="sent to another clinic, and not received there yet"),
    Column("quarantine", Integer, nullable=False, comment="at the clinic, and not to be used"),
    Column("returned", Integer, nullable=False, comment="sent back to the supplier"),
    Column("lost", Integer, nullable=False),
    Column("found", Integer, nullable=False, comment="came in by a count: the books had never had it"),
    Column("transferred_in", Integer, nullable=False),
    Column("transferred_out", Integer, nullable=False),
    ForeignKeyConstraint(["gtin", "lot"], ["lots.gtin", "lots.lot"], name="balances_lot"),
    CheckConstraint(
        "received >= 0 AND found >= 0 AND transferred_in >= 0 AND on_hand >= 0 AND reserved >= 0 AND used >= 0"
        " AND discarded >= 0 AND in_transit >= 0 AND quarantine >= 0 AND returned >= 0 AND lost >= 0"
        " AND transferred_out >= 0",
        name="balances_never_below_zero",
    ),
    CheckConstraint(
        "received + found + transferred_in = on_hand + reserved + used + discarded + in_transit + quarantine"
        " + returned + lost + transferred_out",
        name="balances_add_up",
    ),
    Index("balances_of_lot", "gtin", "lot"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", Uuid, nullable=False),
    Column("gtin", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="domain/places.py says what each kind means"),
    Column("quantity", Integer, CheckConstraint("quantity > 0", name="ledger_quantity"), nullable=False),
    Column("leaves", Text, nullable=False, comment="the place that they were in"),
    Column("enters", Text, nullable=False, comment="the place that they are in afterwards"),
    Column("cause", Uuid, comment="the receipt, session, discard or recall; null for an expiry"),
    Column("corrects", Uuid, ForeignKey("ledger.id"), comment="the entry that this one takes back"),
    Column("note", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(
        ["clinic_id", "gtin", "lot"], ["balances.clinic_id", "balances.gtin", "balances.lot"], name="ledger_balance"
    ),
    CheckConstraint(rule_of_moves(), name="ledger_move"),
    Index("ledger_of_lot", "gtin", "lot", "clinic_id", "id"),
    Index("ledger_corrects", "corrects", unique=True, postgresql_where=text("corrects IS NOT NULL")),
    Index("ledger_of_period", "clinic_id", "at", "id"),
    Index("ledger_uses", "at", "clinic_id", "gtin", postgresql_where=text("kind = 'use'::text")),
    Index("ledger_receipts", "clinic_id", "at", "cause", postgresql_where=text("kind = 'receipt'::text")),
    Index("ledger_of_receipt", "cause", postgresql_where=text("kind = 'receipt'::text")),
)

serials = Table(
    "serials",
    metadata,
    Column("gtin", Text, primary_key=True),
    Column("serial", Text, primary_key=True),
    Column("lot", Text, nullable=False),
    Column("clinic_id", Uuid, comment="where it is, or was opened; null when it was never received"),
    Column("used_in", Uuid, comment="the session that used it: one cartridge, one session"),
    Column("discarded_in", Uuid, comment="the session for which it was opened and thrown away unused"),
    Column("receipt_id", Uuid, comment="null: it was received before this was kept, or never"),
    Column("received_in", Uuid, comment="the clinic of that receipt; clinic_id is where it was moved since"),
    Column("received_at", DateTime(timezone=True)),
    Column("received_by", Text),
    Column(
        "place",
        Text,
        nullable=False,
        server_default=text("'on_hand'"),
        comment="where it is in the books of clinic_id, as far as it was moved by number",
    ),
    Index("serials_of_lot", "gtin", "lot", "clinic_id"),
    Index("serials_alike", "gtin", text("lower(serial)")),
)

reservations = Table(
    "reservations",
    metadata,
    Column("appointment_id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False),
    Column("gtin", Text, nullable=False, comment="the product that the session's device takes"),
    Column("substitute_gtin", Text, comment="the product that is held instead; null: it is gtin"),
    Column("quantity", Integer, CheckConstraint("quantity >= 1", name="reservations_quantity"), nullable=False),
    Column("used", Integer, CheckConstraint("used >= 0", name="reservations_used"), nullable=False),
    Column("session_at", DateTime(timezone=True), nullable=False, comment="when the treatment starts"),
    Column("status", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    CheckConstraint(
        "status IN ('waiting', 'reserved', 'short', 'used', 'released')",
        name="reservations_status",
    ),
    Index("reservations_short", "clinic_id", "gtin", postgresql_where=text("status = 'short'")),
    Index("reservations_of_clinic", "clinic_id", "session_at", "appointment_id"),
    Index(
        "reservations_held",
        "clinic_id",
        text("coalesce(substitute_gtin, gtin)"),
        postgresql_where=text("status = 'reserved'"),
    ),
    Index(
        "reservations_substituted",
        "clinic_id",
        "gtin",
        postgresql_where=text("status = 'reserved' AND substitute_gtin IS NOT NULL"),
    ),
)

merged_patients = Table(
    "merged_patients",
    metadata,
    Column("ended_id", Uuid, primary_key=True, comment="whose record ended"),
    Column("into_id", Uuid, nullable=False, index=True, comment="whose record goes on"),
)

held_cartridges = Table(
    "held_cartridges",
    metadata,
    Column("appointment_id", Uuid, ForeignKey("reservations.appointment_id"), primary_key=True),
    Column("lot", Text, primary_key=True),
    Column("clinic_id", Uuid, nullable=False),
    Column("gtin", Text, nullable=False),
    Column("quantity", Integer, CheckConstraint("quantity > 0", name="held_quantity"), nullable=False),
    ForeignKeyConstraint(
        ["clinic_id", "gtin", "lot"], ["balances.clinic_id", "balances.gtin", "balances.lot"], name="held_balance"
    ),
    Index("held_of_lot", "clinic_id", "gtin", "lot"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False),
    Column("gtin", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("serial", Text),
    Column("session_id", Uuid, nullable=False),
    Column("appointment_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False, comment="a sentence; no patient data"),
    Column("noticed_at", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True), comment="null: somebody has to look at it"),
    Column("closed_because", Text, comment="a code"),
    Column("closed_by", Text, comment="null: a fact closed it"),
    Column("closed_note", Text, comment="what was found, in the words of whoever closed it"),
    Index("incidents_of_clinic", "clinic_id", "id"),
)

uses = Table(
    "uses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("gtin", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("serial", Text),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("session_id", Uuid, nullable=False),
    Column("appointment_id", Uuid, nullable=False),
    Column("used_at", DateTime(timezone=True), nullable=False),
    Column("label_expires_on", Date, comment="the last day of use on its label; null: booking did not say it"),
    Column("incident_id", Uuid, ForeignKey("incidents.id"), comment="set when the ledger cannot account for it"),
    Column("entry_id", Uuid, ForeignKey("ledger.id"), comment="its ledger entry; null: it has none"),
    Column("withdrawn_at", DateTime(timezone=True), comment="it was not used after all; null: it was"),
    Column("withdrawn_because", Text, comment="what became of the session's record, a code"),
    Column("awaited", Boolean, nullable=False, server_default=text("false"), comment="withdrawn before it arrived"),
    Index("uses_of_lot", "gtin", "lot", "used_at", "id"),
    Index("uses_of_appointment", "appointment_id"),
    Index("uses_of_patient", "patient_id", "used_at", "id"),
    Index(
        "uses_unaccounted",
        "gtin",
        "lot",
        "clinic_id",
        postgresql_where=text("entry_id IS NULL AND withdrawn_at IS NULL"),
    ),
    Index("uses_of_serial", "gtin", "serial", postgresql_where=text("serial IS NOT NULL")),
)

chair_discards = Table(
    "chair_discards",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("gtin", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("serial", Text),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False),
    Column("session_id", Uuid, nullable=False, comment="for which it was opened"),
    Column("appointment_id", Uuid, nullable=False),
    Column("cause", Text, nullable=False),
    Column("discarded_at", DateTime(timezone=True), nullable=False),
    Column("incident_id", Uuid, ForeignKey("incidents.id"), comment="set when the ledger cannot account for it"),
    Column("entry_id", Uuid, ForeignKey("ledger.id"), comment="its ledger entry; null: it has none"),
    Column("withdrawn_at", DateTime(timezone=True), comment="it was not thrown away after all; null: it was"),
    Column("awaited", Boolean, nullable=False, server_default=text("false"), comment="withdrawn before it arrived"),
    Index("chair_discards_of_lot", "gtin", "lot", "discarded_at", "id"),
    Index("chair_discards_of_serial", "gtin", "serial", postgresql_where=text("serial IS NOT NULL")),
)

recall_notices = Table(
    "recall_notices",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("gtin", Text, ForeignKey("products.gtin"), nullable=False),
    Column("lots", ARRAY(Text), nullable=False, comment="as the notice names them"),
    Column("number", Text, comment="under which the manufacturer or an authority has it"),
    Column("reason", Text, nullable=False),
    Column("entered_at", DateTime(timezone=True), nullable=False),
    Column("entered_by", Text, nullable=False),
    Index("recall_notices_entered", "entered_at", "id"),
    Index("recall_notices_of_product", "gtin"),
)

recalls = Table(
    "recalls",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("notice_id", Uuid, ForeignKey("recall_notices.id"), comment="null: it was recalled alone"),
    Column("gtin", Text, ForeignKey("products.gtin"), nullable=False),
    Column("lot", Text, nullable=False),
    Column(
        "in_part",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="only the cartridges of recalled_serials; false: all of the lot",
    ),
    Column("reason", Text, nullable=False),
    Column("recalled_at", DateTime(timezone=True), nullable=False),
    Column("recalled_by", Text, nullable=False),
    Column("letters_released_at", DateTime(timezone=True), comment="null: its patients are not written to"),
    Column("letters_released_by", Text),
    Column("closed_at", DateTime(timezone=True), comment="null: something is to be done; the lot stays barred"),
    Column("closed_by", Text),
    Column("closed_because", Text, comment="why open steps need not be done"),
    Column("supplier_informed_at", DateTime(timezone=True), comment="null: nobody said so"),
    Column("supplier_informed_by", Text),
    Column("supplier_informed_note", Text, comment="how, and the supplier's number for it"),
    Column("effect_checked_at", DateTime(timezone=True), comment="null: nobody checked that it reached everybody"),
    Column("effect_checked_by", Text),
    Column("effect_checked_note", Text, comment="how, and what came of it"),
    Column("withdrawn_at", DateTime(timezone=True), comment="the recall was a mistake; null: it stands"),
    Column("withdrawn_by", Text),
    Column("withdrawn_because", Text),
    CheckConstraint(
        "(withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_because IS NULL)",
        name="recalls_withdrawn",
    ),
    Index(
        "recalls_once",
        "gtin",
        "lot",
        unique=True,
        postgresql_where=text("withdrawn_at IS NULL AND NOT in_part"),
    ),
    Index("recalls_of_lot", "gtin", "lot"),
    Index("recalls_of_notice", "notice_id", postgresql_where=text("notice_id IS NOT NULL")),
)

recalled_serials = Table(
    "recalled_serials",
    metadata,
    Column("recall_id", Uuid, ForeignKey("recalls.id"), primary_key=True),
    Column("serial", Text, primary_key=True),
    Column("put_aside_in", Uuid, ForeignKey("clinics.id"), comment="the clinic; null: it is not put aside so far"),
    Column("put_aside_at", DateTime(timezone=True)),
)

recalled_at_clinics = Table(
    "recalled_at_clinics",
    metadata,
    Column("recall_id", Uuid, ForeignKey("recalls.id"), primary_key=True),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), primary_key=True),
    Column("quarantined", Integer, nullable=False),
    Column("released_reservations", Integer, nullable=False),
    Column("restored", Integer, comment="back on the shelf when it was withdrawn; null: it was not, or not here"),
    Column("confirmed_at", DateTime(timezone=True), comment="null: nobody counted what lies apart"),
    Column("confirmed_by", Text),
    Column("counted", Integer, CheckConstraint("counted >= 0", name="recalled_counted")),
    Column("expected", Integer, comment="in quarantine by the books when it was counted"),
    Column("confirmed_note", Text),
)

recall_letters = Table(
    "recall_letters",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("recall_id", Uuid, ForeignKey("recalls.id"), nullable=False),
    Column("notice_id", Uuid, ForeignKey("recall_notices.id"), comment="whose lots it is about; null: of the recall"),
    Column("patient_id", Uuid, nullable=False),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False, comment="of the latest use on the patient"),
    Column("used_at", DateTime(timezone=True), nullable=False, comment="the latest use on the patient"),
    Column("status", Text, nullable=False),
    Column("released_at", DateTime(timezone=True), nullable=False),
    Column("sent_at", DateTime(timezone=True), comment="when a channel took the message"),
    Column("channel", Text, comment="which"),
    Column("unreached_because", Text, comment="a sentence; no contact data"),
    Column("informed_at", DateTime(timezone=True)),
    Column("informed_how", Text, comment="a code"),
    Column("informed_by", Text),
    Column("answered_at", DateTime(timezone=True)),
    Column("answered_by", Text, comment="who wrote down what the patient said"),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("withdrawn_because", Text, comment="a code"),
    Column("mistaken_at", DateTime(timezone=True), comment="they heard of a recall that was a mistake; null: no"),
    Column("corrected_at", DateTime(timezone=True), comment="when they learned that the recall was a mistake"),
    Column("corrected_by", Text),
    Index(
        "recall_letters_once",
        "recall_id",
        "patient_id",
        unique=True,
        postgresql_where=text("withdrawn_at IS NULL"),
    ),
    Index(
        "recall_letters_once_a_notice",
        "notice_id",
        "patient_id",
        unique=True,
        postgresql_where=text("withdrawn_at IS NULL"),
    ),
    Index("recall_letters_of_clinic", "clinic_id", "recall_id", "status"),
)
