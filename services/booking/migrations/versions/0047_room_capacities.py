"""A room takes as many appointments at once as are stated from a day on."""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE rooms ADD COLUMN chairs integer NOT NULL DEFAULT 1",
    "COMMENT ON COLUMN rooms.chairs IS 'the greatest of its capacities, or 1'",
    """CREATE TABLE room_capacities (
        room_id uuid NOT NULL REFERENCES rooms (id),
        begins_on date NOT NULL,
        at_once integer NOT NULL,
        reason text,
        entered_by text NOT NULL,
        entered_at timestamptz NOT NULL,
        PRIMARY KEY (room_id, begins_on),
        CONSTRAINT room_capacities_at_once CHECK (at_once BETWEEN 1 AND 20)
    )""",
    "COMMENT ON COLUMN room_capacities.begins_on IS 'local; until the next that begins'",
    "COMMENT ON COLUMN room_capacities.at_once IS 'appointments'",
    "COMMENT ON COLUMN occupations.lane IS 'the chair of a room that has several, or of an overlap'",
)


def upgrade() -> None:
    """Every room that there is takes one at a time, as before."""
    for step in _STEPS:
        op.execute(step)
