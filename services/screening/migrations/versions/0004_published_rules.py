"""Rules are published reference data: decisions keep their digest, intakes say what they ask and why.

Signatures of before were given to other files with other digests. They cannot stand for the published versions, so they
end here: a medical director signs again.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    "DROP TABLE rule_set_signatures",
    "ALTER TABLE patients ADD COLUMN language text",
    "ALTER TABLE intakes ADD COLUMN reason text NOT NULL DEFAULT 'registered'",
    "ALTER TABLE intakes ALTER COLUMN reason DROP DEFAULT",
    "ALTER TABLE intakes ADD COLUMN questions jsonb",
    "ALTER TABLE declarations ADD COLUMN rule_set_digest text",
    "ALTER TABLE declarations ADD COLUMN language text",
    "ALTER TABLE declarations ADD COLUMN whole_at timestamptz",
    "UPDATE declarations SET whole_at = submitted_at",
    "ALTER TABLE declarations ALTER COLUMN whole_at SET NOT NULL",
    "ALTER TABLE screenings ADD COLUMN rule_set_digest text",
    """
    UPDATE screenings SET conditions = (
        SELECT coalesce(jsonb_agg(jsonb_build_object('text', sentence) ORDER BY place), '[]'::jsonb)
        FROM jsonb_array_elements(conditions) WITH ORDINALITY AS each (sentence, place)
    )
    """,
)

COMMENTS = {
    "clinics.time_zone": "IANA name; null while only the clinic''s id is known",
    "patients.date_of_birth": "null while only the patient''s id is known",
    "patients.language": "BCP 47; null while only the patient''s id is known",
    "intakes.reason": "why the patient is asked",
    "intakes.questions": "codes of the questions that are asked; null for the whole declaration",
    "declarations.rule_set": "the version whose questions were answered",
    "declarations.rule_set_digest": "of that version; null before digests were kept",
    "declarations.language": "in which the questions were read, when it was said",
    "declarations.whole_at": "when all of it was answered together",
    "screenings.conditions": "codes, and what a director wrote: health data",
    "screenings.rule_set": "the version that decided",
    "screenings.rule_set_digest": "of that version; null before digests were kept",
}


def upgrade() -> None:
    """Add what is kept from now on."""
    for statement in STATEMENTS:
        op.execute(statement)
    for column, comment in COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN {column} IS '{comment}'")
