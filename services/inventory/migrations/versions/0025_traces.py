"""Uses are found by patient, and those that the books cannot account for by lot."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_STEPS = (
    "CREATE INDEX uses_of_patient ON uses (patient_id, used_at, id)",
    """CREATE INDEX uses_unaccounted ON uses (gtin, lot, clinic_id)
        WHERE entry_id IS NULL AND withdrawn_at IS NULL""",
)


def upgrade() -> None:
    """On ten million uses each index takes some seconds, in which no use is consumed."""
    for step in _STEPS:
        op.execute(step)
