"""Rulings last until a clinician ends them; overrides need a second clinician; attachments and due times of reviews."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE screenings ADD COLUMN ruling_ended_at timestamptz",
    "ALTER TABLE screenings ADD COLUMN ruling_ended_by text",
    "ALTER TABLE screenings ADD COLUMN ruling_end_reason text",
    "ALTER TABLE screenings ADD COLUMN ruling_kept_at timestamptz",
    "ALTER TABLE screenings ADD COLUMN ruling_kept_by text",
    "ALTER TABLE screenings ADD COLUMN ruling_kept_reason text",
    """CREATE TABLE ruling_proposals (
        id uuid PRIMARY KEY,
        screening_id uuid NOT NULL REFERENCES screenings (id),
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL,
        ruling jsonb NOT NULL,
        overrides jsonb NOT NULL,
        proposed_by text NOT NULL,
        proposed_at timestamptz NOT NULL,
        status text NOT NULL,
        settled_by text,
        settled_at timestamptz,
        settled_reason text,
        CONSTRAINT ruling_proposals_status CHECK (status IN ('proposed', 'confirmed', 'rejected', 'superseded')),
        CONSTRAINT ruling_proposals_settled CHECK ((status = 'proposed') = (settled_at IS NULL)),
        CONSTRAINT ruling_proposals_two_people CHECK (status <> 'confirmed' OR settled_by <> proposed_by)
    )""",
    "CREATE UNIQUE INDEX ruling_proposals_once ON ruling_proposals (screening_id) WHERE status = 'proposed'",
    "CREATE INDEX ruling_proposals_of_patient ON ruling_proposals (patient_id, id)",
    """CREATE TABLE review_attachments (
        id uuid PRIMARY KEY,
        consult_id uuid NOT NULL REFERENCES consults (id),
        patient_id uuid NOT NULL REFERENCES patients (id),
        clinic_id uuid NOT NULL,
        title text NOT NULL,
        reference text NOT NULL,
        digest text,
        added_by text NOT NULL,
        added_at timestamptz NOT NULL
    )""",
    "CREATE INDEX review_attachments_of_consult ON review_attachments (consult_id, id)",
    """CREATE TABLE review_times (
        clinic_id uuid PRIMARY KEY,
        review_working_hours integer,
        day_check_minutes integer,
        version integer NOT NULL
    )""",
)
COMMENTS = {
    "screenings.ruling_ended_at": "when a clinician ended the ruling; null: it lasts",
    "screenings.ruling_kept_at": "when a clinician last looked at it again and kept it",
    "ruling_proposals.ruling": "what is proposed, with its reason: health data",
    "ruling_proposals.overrides": "codes of the rules that it sets aside",
    "ruling_proposals.settled_reason": "why it was rejected",
    "review_attachments.title": "what it is: health data",
    "review_attachments.reference": "where it is kept, in the clinic''s own system",
    "review_attachments.digest": "SHA-256 of the file, so that it can be recognised",
    "review_times.review_working_hours": "null: as the chain does it",
    "review_times.day_check_minutes": "null: as the chain does it",
}


def upgrade() -> None:
    """Run forward; there is no way back but a restore."""
    for statement in STATEMENTS:
        op.execute(statement)
    for column, comment in COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN {column} IS '{comment}'")
