"""Where patients are in their visits: arrived, numbing, in treatment, done, left."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE appointments ADD COLUMN cancel_code text",
    "COMMENT ON COLUMN appointments.cancel_code IS 'why it was cancelled, as it was published'",
    "ALTER TABLE appointments ADD COLUMN station text",
    "COMMENT ON COLUMN appointments.station IS 'where the patient is, as it was noted last; null: not arrived'",
    "ALTER TABLE appointments ADD COLUMN station_at timestamptz",
    "COMMENT ON COLUMN appointments.station_at IS 'since when'",
    "ALTER TABLE appointments ADD COLUMN performed_at timestamptz",
    "COMMENT ON COLUMN appointments.performed_at IS 'when what was recorded at it took place'",
    "ALTER TABLE appointments ADD CONSTRAINT appointments_station CHECK ((station IS NULL) = (station_at IS NULL))",
    """CREATE TABLE visit_stations (
        id uuid NOT NULL PRIMARY KEY,
        appointment_id uuid NOT NULL REFERENCES appointments (id),
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL REFERENCES clinics (id),
        station text NOT NULL,
        at timestamptz NOT NULL,
        reason text,
        noted_by text NOT NULL,
        noted_at timestamptz NOT NULL,
        withdrawn_at timestamptz,
        withdrawn_by text,
        withdrawn_because text,
        CONSTRAINT visit_stations_withdrawn CHECK (
            (withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_because IS NULL)
        )
    )""",
    "CREATE INDEX visit_stations_of_appointment ON visit_stations (appointment_id, noted_at)",
    "CREATE INDEX ix_visit_stations_patient_id ON visit_stations (patient_id)",
    """CREATE UNIQUE INDEX visit_stations_once ON visit_stations (appointment_id, station)
        WHERE withdrawn_at IS NULL""",
)
_COMMENTS = {
    "station": "arrived, numbing, in_treatment, done or left",
    "at": "when it was so",
    "reason": "why the patient left without a treatment",
}


def upgrade() -> None:
    """Nobody noted where patients were before."""
    for step in _STEPS:
        op.execute(step)
    for column, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN visit_stations.{column} IS '{comment}'")
