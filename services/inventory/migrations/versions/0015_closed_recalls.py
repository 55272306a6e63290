"""A recall is closed by a director when everything of it is done."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE recalls ADD COLUMN closed_at timestamptz, ADD COLUMN closed_by text, ADD COLUMN closed_because text",
    "COMMENT ON COLUMN recalls.closed_at IS 'null: something is to be done; the lot stays barred'",
    "COMMENT ON COLUMN recalls.closed_because IS 'why open steps need not be done'",
)


def upgrade() -> None:
    """Past recalls are open until a director has looked at what is left of them."""
    for step in _STEPS:
        op.execute(step)
