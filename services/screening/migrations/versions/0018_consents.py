"""Consents to a procedure, signed by the patient or a guardian."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE consents (
        id uuid NOT NULL,
        patient_id uuid NOT NULL,
        clinic_id uuid NOT NULL,
        document text NOT NULL,
        edition integer NOT NULL,
        version text NOT NULL,
        digest text NOT NULL,
        document_signature text NOT NULL,
        language text NOT NULL,
        modality text NOT NULL,
        areas jsonb NOT NULL,
        signed_as text NOT NULL,
        signatory text NOT NULL,
        relation text,
        signature_kind text NOT NULL,
        signature text NOT NULL,
        device text NOT NULL,
        taken_by text NOT NULL,
        signed_at timestamptz NOT NULL,
        valid_until date NOT NULL,
        ended_at timestamptz,
        ended_why text,
        ended_by text,
        ended_reason text,
        PRIMARY KEY (id),
        CONSTRAINT consents_signed_as CHECK (signed_as IN ('patient', 'guardian')),
        CONSTRAINT consents_signature_kind CHECK (signature_kind IN ('typed', 'drawn')),
        CONSTRAINT consents_end CHECK ((ended_at IS NULL) = (ended_why IS NULL)),
        FOREIGN KEY(patient_id) REFERENCES patients (id)
    )""",
    "CREATE INDEX consents_live ON consents (document, edition) WHERE ended_at IS NULL",
    "CREATE INDEX consents_of_patient ON consents (patient_id, id)",
)

COMMENTS = {
    "consents.document": "its code",
    "consents.version": "of the consent documents that were read",
    "consents.digest": "of that version",
    "consents.document_signature": "the director who had signed it then, or unsigned",
    "consents.language": "in which it was read",
    "consents.areas": "none: every area",
    "consents.signatory": "the name of who signed",
    "consents.relation": "a guardian''s to the patient",
    "consents.signature": "the name as typed, or the drawing as SVG path data",
    "consents.device": "on which it was signed",
    "consents.taken_by": "who was signed in",
    "consents.valid_until": "local day, inclusive",
    "consents.ended_reason": "what was said about it",
}


def upgrade() -> None:
    """Nobody has signed yet."""
    for statement in STATEMENTS:
        op.execute(statement)
    for column, comment in COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN {column} IS '{comment}'")
