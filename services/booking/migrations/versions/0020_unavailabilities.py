"""Practitioners, rooms and devices are unavailable for a time, or for good."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE unavailabilities (
        id uuid NOT NULL PRIMARY KEY,
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        resource_kind text NOT NULL,
        resource_id uuid NOT NULL,
        cause text NOT NULL,
        note text,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz,
        entered_by text NOT NULL,
        withdrawn_at timestamptz,
        why_changed text,
        version integer NOT NULL,
        CONSTRAINT unavailabilities_order CHECK (starts_at < ends_at),
        CONSTRAINT unavailabilities_for_good CHECK (cause <> 'ended' OR ends_at IS NULL)
    )""",
    """CREATE INDEX unavailabilities_of_resource ON unavailabilities (resource_id, starts_at)
        WHERE withdrawn_at IS NULL""",
    "CREATE INDEX unavailabilities_of_clinic ON unavailabilities (clinic_id, starts_at)",
    """CREATE UNIQUE INDEX unavailabilities_one_end ON unavailabilities (resource_id)
        WHERE cause = 'ended' AND withdrawn_at IS NULL""",
)
_COMMENTS = {
    "clinic_id": "of the practitioner, room or device",
    "resource_kind": "practitioner, room or device",
    "ends_at": "null: until further notice",
    "why_changed": "the reason of the last change, early end or withdrawal",
}


def upgrade() -> None:
    """Everybody and everything is available before."""
    for step in _STEPS:
        op.execute(step)
    for column, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN unavailabilities.{column} IS '{comment}'")
