"""Every cartridge that was opened for a session is recorded, also the one that was thrown away unused."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE session_cartridges ADD COLUMN discarded_because text",
    "ALTER TABLE sessions ADD COLUMN why_another_number text",
    "COMMENT ON COLUMN session_cartridges.discarded_because IS 'thrown away before it touched the patient; null: used'",
    "COMMENT ON COLUMN sessions.why_another_number IS 'of cartridges than the device takes'",
)


def upgrade() -> None:
    """What was recorded before was used."""
    for step in _STEPS:
        op.execute(step)
