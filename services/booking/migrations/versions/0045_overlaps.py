"""Two appointments of one practitioner or room overlap where somebody gave a reason."""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE appointments ADD COLUMN overlaps_because text",
    "ALTER TABLE appointments ADD COLUMN overlaps_by text",
    "COMMENT ON COLUMN appointments.overlaps_because IS 'why it was booked on what was taken; null: it was not'",
    """ALTER TABLE appointments ADD CONSTRAINT appointments_overlaps
        CHECK ((overlaps_because IS NULL) = (overlaps_by IS NULL))""",
    """CREATE INDEX appointments_overlap ON appointments (clinic_id, starts_at)
        WHERE overlaps_because IS NOT NULL""",
    "ALTER TABLE occupations ADD COLUMN lane integer NOT NULL DEFAULT 0",
    "COMMENT ON COLUMN occupations.lane IS '0, but for an overlap that was agreed to'",
    """ALTER TABLE occupations ADD CONSTRAINT occupations_lanes
        CHECK (lane = 0 OR resource_kind IN ('practitioner', 'room'))""",
    "ALTER TABLE occupations DROP CONSTRAINT occupations_apart",
    """ALTER TABLE occupations ADD CONSTRAINT occupations_apart EXCLUDE USING gist (
        uuidrange(resource_id, resource_id, '[]') WITH &&, during WITH &&, int4range(lane, lane, '[]') WITH &&
    )""",
    """CREATE INDEX occupations_overlapping ON occupations
        USING gist (uuidrange(resource_id, resource_id, '[]'), during) WHERE lane > 0""",
)


def upgrade() -> None:
    """Everything that is taken stays in the one lane that there was."""
    for step in _STEPS:
        op.execute(step)
