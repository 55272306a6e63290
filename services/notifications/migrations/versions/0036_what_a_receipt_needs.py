"""A receipt that is quicker than the answer waits for it; a template that one refuses is known by its name."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE early_receipts ADD COLUMN delivery_id uuid",
    "COMMENT ON COLUMN early_receipts.delivery_id IS 'our own id of the hand-over, where the carrier gives it back'",
    "ALTER TABLE early_receipts ALTER COLUMN provider_id DROP NOT NULL",
    "CREATE INDEX early_receipts_ours ON early_receipts (delivery_id) WHERE delivery_id IS NOT NULL",
    "ALTER TABLE deliveries ADD COLUMN template text",
    "COMMENT ON COLUMN deliveries.template IS 'WhatsApp''s name of the template; null: it was none'",
    "ALTER TABLE deliveries ADD COLUMN template_language text",
    "COMMENT ON COLUMN deliveries.template_language IS 'as WhatsApp writes it: pt_PT'",
)


def upgrade() -> None:
    """Of what was handed over before, no template is known: a receipt that refuses it concerns its message alone."""
    for step in _STEPS:
        op.execute(step)
