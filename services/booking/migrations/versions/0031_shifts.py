"""Practitioners work in shifts, at one clinic or at several."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE shifts (
        id uuid NOT NULL PRIMARY KEY,
        practitioner_id uuid NOT NULL REFERENCES practitioners (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        first_day date NOT NULL,
        last_day date,
        weekdays smallint[] NOT NULL,
        starts time[] NOT NULL,
        ends time[] NOT NULL,
        entered_by text NOT NULL,
        withdrawn_at timestamptz,
        why_changed text,
        CONSTRAINT shifts_order CHECK (first_day <= last_day),
        CONSTRAINT shifts_hours CHECK (
            cardinality(weekdays) = cardinality(starts) AND cardinality(starts) = cardinality(ends)
        )
    )""",
    "CREATE INDEX ix_shifts_practitioner_id ON shifts (practitioner_id)",
    "CREATE INDEX ix_shifts_clinic_id ON shifts (clinic_id)",
)
_COMMENTS = {
    "first_day": "local",
    "last_day": "local, included; null: until further notice",
    "weekdays": "0 is Monday",
    "starts": "local",
    "ends": "local; 00:00: until midnight",
    "why_changed": "the reason of an early end or a withdrawal",
}


def upgrade() -> None:
    """Nobody has shifts: all work in the opening hours of their clinic, as before."""
    for step in _STEPS:
        op.execute(step)
    for column, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN shifts.{column} IS '{comment}'")
