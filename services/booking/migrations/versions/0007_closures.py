"""A clinic is closed on single days; its settings are edited, so they have a version."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE clinic_settings ADD COLUMN version integer NOT NULL DEFAULT 1",
    """CREATE TABLE clinic_closures (
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        day date NOT NULL,
        reason text NOT NULL,
        PRIMARY KEY (clinic_id, day)
    )""",
    "COMMENT ON COLUMN clinic_closures.day IS 'local, the whole of it'",
)


def upgrade() -> None:
    """Every clinic starts without closures."""
    for step in _STEPS:
        op.execute(step)
