"""People as WhatsApp names them, and which templates it has approved."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_STEPS = (
    """
    CREATE TABLE whatsapp_contacts (
        address text NOT NULL PRIMARY KEY,
        user_id text,
        number text,
        wrote_at timestamptz,
        seen_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX whatsapp_contacts_user_id ON whatsapp_contacts (user_id)",
    "CREATE INDEX whatsapp_contacts_number ON whatsapp_contacts (number)",
    "CREATE INDEX whatsapp_contacts_age ON whatsapp_contacts (seen_at)",
    "COMMENT ON TABLE whatsapp_contacts IS 'people as WhatsApp names them'",
    "COMMENT ON COLUMN whatsapp_contacts.address IS 'number by which patients are known; else WhatsApp''s id'",
    "COMMENT ON COLUMN whatsapp_contacts.user_id IS 'WhatsApp''s own id of the person, which changes with the number'",
    "COMMENT ON COLUMN whatsapp_contacts.number IS 'E.164: the new number, as WhatsApp said'",
    "COMMENT ON COLUMN whatsapp_contacts.wrote_at IS 'when they last wrote to us, by its clock'",
    "COMMENT ON COLUMN whatsapp_contacts.seen_at IS 'when it last said something about them'",
    """
    CREATE TABLE whatsapp_templates (
        name text NOT NULL,
        language text NOT NULL,
        state text NOT NULL CONSTRAINT whatsapp_templates_state CHECK
            (state IN ('approved', 'pending', 'rejected', 'paused', 'disabled', 'refused')),
        reason text,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (name, language)
    )
    """,
    "COMMENT ON TABLE whatsapp_templates IS 'what WhatsApp has said about templates'",
    "COMMENT ON COLUMN whatsapp_templates.language IS 'as WhatsApp writes it: pt_PT'",
)


def upgrade() -> None:
    """Only adds: the release before this one goes on."""
    for step in _STEPS:
        op.execute(step)
