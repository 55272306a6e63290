"""A lot's uses are counted in their index, without reading each of them."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE INDEX uses_of_lot_counted ON uses (gtin, lot, used_at, id)
       INCLUDE (clinic_id, incident_id, withdrawn_at, awaited)""",
    "DROP INDEX uses_of_lot",
    "ALTER INDEX uses_of_lot_counted RENAME TO uses_of_lot",
)


def upgrade() -> None:
    """The index has the same columns as before, and those that a count asks for beside them."""
    for step in _STEPS:
        op.execute(step)
