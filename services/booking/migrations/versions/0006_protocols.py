"""Courses name the version of the protocols that made them; clinics may have settings of their own."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE courses ADD COLUMN protocol_version text",
    "ALTER TABLE courses ADD COLUMN protocol_digest text",
    "ALTER TABLE courses ADD COLUMN protocol_signature text",
    "COMMENT ON COLUMN courses.protocol_version IS 'null: planned before protocols had versions'",
    "COMMENT ON COLUMN courses.protocol_signature IS 'who signed that version, or unsigned'",
    "ALTER TABLE courses ADD COLUMN talk_minutes integer NOT NULL DEFAULT 30",
    """CREATE TABLE clinic_settings (
        clinic_id uuid NOT NULL PRIMARY KEY REFERENCES clinics (id),
        numbing_minutes smallint,
        CONSTRAINT clinic_settings_numbing CHECK (numbing_minutes BETWEEN 0 AND 240)
    )""",
    "COMMENT ON COLUMN clinic_settings.numbing_minutes IS 'null: as the protocol says'",
)


def upgrade() -> None:
    """Courses that are there keep the half hour that a talk has always taken."""
    for step in _STEPS:
        op.execute(step)
