"""Opening hours that begin on a date, days with other hours, holidays on which a clinic is open."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE clinic_settings ADD COLUMN holiday_region text",
    """ALTER TABLE clinic_closures
        ADD COLUMN opens time[] NOT NULL DEFAULT '{}',
        ADD COLUMN closes time[] NOT NULL DEFAULT '{}',
        ADD CONSTRAINT clinic_closures_hours CHECK (cardinality(opens) = cardinality(closes))""",
    """CREATE TABLE opened_holidays (
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        day date NOT NULL,
        decided_by text NOT NULL,
        decided_at timestamptz NOT NULL,
        PRIMARY KEY (clinic_id, day)
    )""",
    "ALTER TABLE opening_hours ADD COLUMN begins_on date NOT NULL DEFAULT '0001-01-01'",
    "ALTER TABLE opening_hours DROP CONSTRAINT opening_hours_pkey",
    "ALTER TABLE opening_hours ADD PRIMARY KEY (clinic_id, begins_on, weekday, opens)",
    "ALTER TABLE opening_hours DROP CONSTRAINT opening_hours_order",
    "ALTER TABLE opening_hours ADD CONSTRAINT opening_hours_order CHECK (opens < closes OR closes = '00:00')",
)
_COMMENTS = {
    "clinic_settings.holiday_region": "null: the country of the time zone",
    "clinic_closures.opens": "local; empty: closed",
    "clinic_closures.closes": "local; 00:00: until midnight",
    "opened_holidays.day": "local",
    "opening_hours.begins_on": "local; until the next that begins",
    "opening_hours.closes": "local; 00:00: until midnight",
}


def upgrade() -> None:
    """The present hours hold since ever; closed days stay closed."""
    for step in _STEPS:
        op.execute(step)
    for column, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN {column} IS '{comment}'")
