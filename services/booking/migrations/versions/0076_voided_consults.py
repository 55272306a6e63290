"""A consult that was entered in error is void, and another one may be recorded at its appointment."""

from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE consults ADD COLUMN voided_at timestamptz",
    "COMMENT ON COLUMN consults.voided_at IS 'it was entered in error; null: it took place'",
    "ALTER TABLE consults DROP CONSTRAINT consults_appointment_id_key",
    "CREATE UNIQUE INDEX consults_of_appointment ON consults (appointment_id) WHERE voided_at IS NULL",
    "COMMENT ON COLUMN earlier_consults.amended_because IS 'why the next version took its place, or it was voided'",
)


def upgrade() -> None:
    """Every consult before took place, as far as is known."""
    for step in _STEPS:
        op.execute(step)
