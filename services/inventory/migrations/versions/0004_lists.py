"""Indexes for lists in the order in which people read them; two comments in plain words."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Receipts newest first, and reservations soonest first."""
    op.execute("DROP INDEX reservations_of_clinic")
    op.execute("CREATE INDEX reservations_of_clinic ON reservations (clinic_id, session_at, appointment_id)")
    op.execute("CREATE INDEX ledger_receipts ON ledger (clinic_id, at, cause) WHERE kind = 'receipt'")
    op.execute("COMMENT ON COLUMN clinics.name IS 'null while only its id is known'")
    op.execute("COMMENT ON COLUMN clinics.time_zone IS 'IANA name; null while only its id is known'")
