"""Who is in line at a clinic, who was asked, and who acknowledged."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_STEPS = (
    """
    CREATE TABLE escalation_policies (
        id uuid PRIMARY KEY,
        clinic_id uuid NOT NULL,
        starts_on date NOT NULL,
        lines jsonb NOT NULL,
        set_at timestamptz NOT NULL,
        set_by text NOT NULL
    )
    """,
    "CREATE INDEX escalation_policies_of_clinic ON escalation_policies (clinic_id, starts_on, id)",
    "COMMENT ON COLUMN escalation_policies.starts_on IS 'first local day on which it counts'",
    "COMMENT ON COLUMN escalation_policies.lines IS 'by cause, who is asked in order and for how many minutes'",
    """
    CREATE TABLE escalations (
        id uuid PRIMARY KEY,
        cause text NOT NULL,
        kind text NOT NULL,
        subject_id uuid NOT NULL,
        clinic_id uuid NOT NULL,
        line jsonb NOT NULL,
        asked integer NOT NULL,
        next_at timestamptz,
        opened_at timestamptz NOT NULL,
        state text NOT NULL,
        settled_at timestamptz,
        settled_by text,
        why text,
        CONSTRAINT escalations_state CHECK (state IN ('open', 'acknowledged', 'ended')),
        CONSTRAINT escalations_settled CHECK ((state = 'open') = (settled_at IS NULL))
    )
    """,
    "CREATE UNIQUE INDEX escalations_one_open ON escalations (subject_id) WHERE state = 'open'::text",
    "CREATE INDEX escalations_of_clinic ON escalations (clinic_id, id)",
    "COMMENT ON COLUMN escalations.kind IS 'of the item of a worklist'",
    "COMMENT ON COLUMN escalations.subject_id IS 'the item; the report of a reaction'",
    "COMMENT ON COLUMN escalations.line IS 'who is asked, as it was set when it began'",
    "COMMENT ON COLUMN escalations.asked IS 'how many in line were asked'",
    "COMMENT ON COLUMN escalations.next_at IS 'when the time of the last asked is over'",
    "COMMENT ON COLUMN escalations.settled_at IS 'acknowledged or ended; null: open'",
    "COMMENT ON COLUMN escalations.settled_by IS 'who acknowledged it; null: a fact ended it'",
    "COMMENT ON COLUMN escalations.why IS 'the fact that ended it'",
    """
    CREATE TABLE escalation_steps (
        id uuid PRIMARY KEY,
        escalation_id uuid NOT NULL REFERENCES escalations (id) ON DELETE CASCADE,
        what text NOT NULL,
        who text,
        ways jsonb NOT NULL,
        at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX escalation_steps_of ON escalation_steps (escalation_id, id)",
    "COMMENT ON COLUMN escalation_steps.who IS 'who was asked, or who acknowledged it'",
    "COMMENT ON COLUMN escalation_steps.ways IS 'channels by which they were written to; none: the desk calls'",
)


def upgrade() -> None:
    """Nothing that is overdue already is asked about: only what becomes so from now on."""
    for step in _STEPS:
        op.execute(step)
