"""The tables that inventory starts with. The ledger is append-only, and the database holds to that."""

from alembic import op

from chassis.data.migrations import create_chassis_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_START = """
CREATE TABLE clinics (
    id uuid NOT NULL,
    name text,
    time_zone text,
    PRIMARY KEY (id)
);

CREATE TABLE products (
    gtin text NOT NULL CONSTRAINT products_gtin CHECK (gtin ~ '^[0-9]{14}$'),
    name text NOT NULL,
    fits text[] NOT NULL,
    PRIMARY KEY (gtin)
);

CREATE TABLE serials (
    gtin text NOT NULL,
    serial text NOT NULL,
    lot text NOT NULL,
    clinic_id uuid,
    used_in uuid,
    PRIMARY KEY (gtin, serial)
);
CREATE INDEX serials_of_lot ON serials (gtin, lot, clinic_id);

CREATE TABLE incidents (
    id uuid NOT NULL,
    clinic_id uuid NOT NULL,
    gtin text NOT NULL,
    lot text NOT NULL,
    serial text,
    session_id uuid NOT NULL,
    appointment_id uuid NOT NULL,
    reason text NOT NULL,
    noticed_at timestamptz NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY (clinic_id) REFERENCES clinics (id)
);
CREATE INDEX incidents_of_clinic ON incidents (clinic_id, id);

CREATE TABLE lots (
    gtin text NOT NULL,
    lot text NOT NULL,
    expires_on date NOT NULL,
    PRIMARY KEY (gtin, lot),
    FOREIGN KEY (gtin) REFERENCES products (gtin)
);

CREATE TABLE recalls (
    id uuid NOT NULL,
    gtin text NOT NULL,
    lot text NOT NULL,
    reason text NOT NULL,
    recalled_at timestamptz NOT NULL,
    recalled_by text NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT recalls_once UNIQUE (gtin, lot),
    FOREIGN KEY (gtin) REFERENCES products (gtin)
);

CREATE TABLE reservations (
    appointment_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    clinic_id uuid NOT NULL,
    gtin text NOT NULL,
    quantity integer NOT NULL CONSTRAINT reservations_quantity CHECK (quantity >= 1),
    used integer NOT NULL CONSTRAINT reservations_used CHECK (used >= 0),
    session_at timestamptz NOT NULL,
    status text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (appointment_id),
    CONSTRAINT reservations_status CHECK (status IN ('waiting', 'reserved', 'short', 'used', 'released')),
    FOREIGN KEY (clinic_id) REFERENCES clinics (id)
);
CREATE INDEX reservations_of_clinic ON reservations (clinic_id, appointment_id);
CREATE INDEX reservations_short ON reservations (clinic_id, gtin) WHERE status = 'short';

CREATE TABLE stock_levels (
    clinic_id uuid NOT NULL,
    gtin text NOT NULL,
    reorder_point integer NOT NULL CONSTRAINT levels_point CHECK (reorder_point >= 0),
    reorder_quantity integer NOT NULL CONSTRAINT levels_order CHECK (reorder_quantity >= 1),
    low_since timestamptz,
    version integer NOT NULL,
    PRIMARY KEY (clinic_id, gtin),
    FOREIGN KEY (clinic_id) REFERENCES clinics (id),
    FOREIGN KEY (gtin) REFERENCES products (gtin)
);

CREATE TABLE balances (
    clinic_id uuid NOT NULL,
    gtin text NOT NULL,
    lot text NOT NULL,
    received integer NOT NULL,
    on_hand integer NOT NULL,
    reserved integer NOT NULL,
    used integer NOT NULL,
    discarded integer NOT NULL,
    in_transit integer NOT NULL,
    PRIMARY KEY (clinic_id, gtin, lot),
    CONSTRAINT balances_lot FOREIGN KEY (gtin, lot) REFERENCES lots (gtin, lot),
    CONSTRAINT balances_never_below_zero
        CHECK (on_hand >= 0 AND reserved >= 0 AND used >= 0 AND discarded >= 0 AND in_transit >= 0),
    CONSTRAINT balances_add_up CHECK (received = on_hand + reserved + used + discarded + in_transit),
    FOREIGN KEY (clinic_id) REFERENCES clinics (id)
);
CREATE INDEX balances_of_lot ON balances (gtin, lot);

CREATE TABLE recalled_at_clinics (
    recall_id uuid NOT NULL,
    clinic_id uuid NOT NULL,
    quarantined integer NOT NULL,
    released_reservations integer NOT NULL,
    PRIMARY KEY (recall_id, clinic_id),
    FOREIGN KEY (recall_id) REFERENCES recalls (id),
    FOREIGN KEY (clinic_id) REFERENCES clinics (id)
);

CREATE TABLE uses (
    id uuid NOT NULL,
    gtin text NOT NULL,
    lot text NOT NULL,
    serial text,
    clinic_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    session_id uuid NOT NULL,
    appointment_id uuid NOT NULL,
    used_at timestamptz NOT NULL,
    incident_id uuid,
    PRIMARY KEY (id),
    FOREIGN KEY (clinic_id) REFERENCES clinics (id),
    FOREIGN KEY (incident_id) REFERENCES incidents (id)
);
CREATE INDEX uses_of_appointment ON uses (appointment_id);
CREATE INDEX uses_of_lot ON uses (gtin, lot, used_at, id);

CREATE TABLE held_cartridges (
    appointment_id uuid NOT NULL,
    lot text NOT NULL,
    clinic_id uuid NOT NULL,
    gtin text NOT NULL,
    quantity integer NOT NULL CONSTRAINT held_quantity CHECK (quantity > 0),
    PRIMARY KEY (appointment_id, lot),
    CONSTRAINT held_balance FOREIGN KEY (clinic_id, gtin, lot) REFERENCES balances (clinic_id, gtin, lot),
    FOREIGN KEY (appointment_id) REFERENCES reservations (appointment_id)
);
CREATE INDEX held_of_lot ON held_cartridges (clinic_id, gtin, lot);

CREATE TABLE ledger (
    id uuid NOT NULL,
    clinic_id uuid NOT NULL,
    gtin text NOT NULL,
    lot text NOT NULL,
    kind text NOT NULL,
    quantity integer NOT NULL CONSTRAINT ledger_quantity CHECK (quantity > 0),
    cause uuid,
    note text NOT NULL,
    actor text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT ledger_balance FOREIGN KEY (clinic_id, gtin, lot) REFERENCES balances (clinic_id, gtin, lot),
    CONSTRAINT ledger_kind CHECK (kind IN ('receipt', 'use', 'discard', 'expire', 'recall', 'restore'))
);
CREATE INDEX ledger_of_lot ON ledger (gtin, lot, clinic_id, id)
"""

_COMMENTS = {
    "clinics.name": "null while only its id was heard of",
    "clinics.time_zone": "IANA name; null while only its id was heard of",
    "products.fits": "device models' codes",
    "serials.clinic_id": "where it was received; null when it was only ever seen in use",
    "serials.used_in": "the session that used it: one cartridge, one session",
    "incidents.reason": "a sentence; no patient data",
    "lots.expires_on": "last day of use, the clinic's local day",
    "reservations.session_at": "when the treatment starts",
    "stock_levels.low_since": "StockLow was said then; null while above the point",
    "balances.on_hand": "on the shelf and free",
    "balances.reserved": "on the shelf and held for an appointment",
    "balances.in_transit": "0 until transfers come",
    "uses.incident_id": "set when the ledger cannot account for it",
    "ledger.kind": "domain/ledger.py says what each kind means",
    "ledger.cause": "the receipt, session, discard or recall; null for an expiry",
}

_APPEND_ONLY = """
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The stock ledger is append-only: add an entry that corrects the mistake.';
END $$
"""

_TRIGGER = """
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger
FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()
"""


def upgrade() -> None:
    """Create the chassis' tables and inventory's own."""
    create_chassis_tables()
    for statement in _START.split(";"):
        op.execute(statement)
    for column, comment in _COMMENTS.items():
        quoted = comment.replace("'", "''")
        op.execute(f"COMMENT ON COLUMN {column} IS '{quoted}'")
    op.execute(_APPEND_ONLY)
    op.execute(_TRIGGER)
