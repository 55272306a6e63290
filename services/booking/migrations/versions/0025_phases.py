"""Each resource is occupied while an appointment needs it, and no longer."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_STEPS = (
    """ALTER TABLE clinic_settings
        ADD COLUMN arrive_minutes smallint,
        ADD COLUMN recover_minutes smallint,
        ADD COLUMN clean_minutes smallint,
        ADD CONSTRAINT clinic_settings_phases CHECK (
            arrive_minutes BETWEEN 0 AND 120 AND recover_minutes BETWEEN 0 AND 120 AND clean_minutes BETWEEN 0 AND 120
        )""",
    "ALTER TABLE appointments ADD COLUMN numbing_minutes integer",
    "COMMENT ON COLUMN appointments.numbing_minutes IS 'null: all until treatment_starts_at'",
    "COMMENT ON COLUMN occupations.during IS 'while the appointment needs it'",
    *(
        f"COMMENT ON COLUMN clinic_settings.{name}_minutes IS 'null: as the chain does it'"
        for name in ("arrive", "recover", "clean")
    ),
)


def upgrade() -> None:
    """What is booked keeps what it occupies: everything, for the whole of its time."""
    for step in _STEPS:
        op.execute(step)
