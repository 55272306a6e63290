"""Every message keeps the templates' version and the language; patients have a language."""

from alembic import op

revision = "0004"
down_revision = "0003"

_STATEMENTS = (
    "ALTER TABLE patients ADD COLUMN language text",
    "COMMENT ON COLUMN patients.language IS 'BCP 47; null: not known yet'",
    # Messages from before versions were kept had the words of 2026-11, and workers of the release before still write
    # rows without a version while this one is rolled out.
    "ALTER TABLE messages"
    " ADD COLUMN template_version text NOT NULL DEFAULT '2026-11',"
    " ADD COLUMN template_digest text,"
    " ADD COLUMN template_signature text,"
    " ADD COLUMN language text,"
    " ADD COLUMN language_wanted text",
    "COMMENT ON COLUMN messages.template_version IS 'planned with it'",
    "COMMENT ON COLUMN messages.template_digest IS 'null: from before digests were kept'",
    "COMMENT ON COLUMN messages.template_signature IS 'who had signed the version when it was sent'",
    "COMMENT ON COLUMN messages.language IS 'BCP 47, as sent'",
    "COMMENT ON COLUMN messages.language_wanted IS 'BCP 47, what the patient wanted when it was sent'",
    "CREATE INDEX messages_waiting ON messages (id) WHERE status = 'planned' AND planned_for IS NULL",
)


def upgrade() -> None:
    """Only adds."""
    for statement in _STATEMENTS:
        op.execute(statement)
