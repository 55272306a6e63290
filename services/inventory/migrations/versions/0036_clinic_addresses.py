"""Where each clinic is, for who delivers to it."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE clinics ADD COLUMN address text",
    "COMMENT ON COLUMN clinics.address IS 'one line, for who delivers; null: no event has said it since this is kept'",
)


def upgrade() -> None:
    """A clinic's next event brings its address; `needlepoint replay` brings those of before."""
    for step in _STEPS:
        op.execute(step)
