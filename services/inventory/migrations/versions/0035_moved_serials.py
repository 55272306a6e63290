"""Which numbered cartridges a person moved."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE moved_serials (
        entry_id uuid NOT NULL REFERENCES ledger,
        serial text NOT NULL,
        gtin text NOT NULL,
        PRIMARY KEY (entry_id, serial)
    )""",
    "CREATE INDEX moved_serials_of_cartridge ON moved_serials (gtin, serial)",
)


def upgrade() -> None:
    """What was moved before stays as it was counted: nobody wrote down the numbers."""
    for step in _STEPS:
        op.execute(step)
