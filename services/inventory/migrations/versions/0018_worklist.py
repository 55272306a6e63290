"""What a person must do about stock is listed, and a person may close an incident."""

from alembic import op

from chassis.worklist.tables import create_worklist

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE incidents ADD COLUMN closed_by text, ADD COLUMN closed_note text",
    "COMMENT ON COLUMN incidents.closed_by IS 'null: a fact closed it'",
    "COMMENT ON COLUMN incidents.closed_note IS 'what was found, in the words of whoever closed it'",
    """INSERT INTO worklist_items (id, kind, subject_id, about, clinic_id, opened_at, due_at)
       SELECT gen_random_uuid(), 'incident_open', id, jsonb_build_object('session_id', session_id), clinic_id,
           noticed_at, now() + interval '1 day'
       FROM incidents WHERE closed_at IS NULL""",
)


def upgrade() -> None:
    """Incidents that are open are on the list from now on, due in a day."""
    create_worklist()
    for step in _STEPS:
        op.execute(step)
