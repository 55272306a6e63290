"""What people report about a recall: counted at each clinic, supplier informed, its effect checked."""

from uuid import uuid5

from alembic import op
from sqlalchemy import Integer, bindparam, text

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_STEPS = (
    """ALTER TABLE recalled_at_clinics ADD COLUMN confirmed_at timestamptz, ADD COLUMN confirmed_by text,
        ADD COLUMN counted integer, ADD COLUMN expected integer, ADD COLUMN confirmed_note text,
        ADD CONSTRAINT recalled_counted CHECK (counted >= 0)""",
    "COMMENT ON COLUMN recalled_at_clinics.confirmed_at IS 'null: nobody counted what lies apart'",
    "COMMENT ON COLUMN recalled_at_clinics.expected IS 'in quarantine by the books when it was counted'",
    """ALTER TABLE recalls ADD COLUMN supplier_informed_at timestamptz, ADD COLUMN supplier_informed_by text,
        ADD COLUMN supplier_informed_note text, ADD COLUMN effect_checked_at timestamptz,
        ADD COLUMN effect_checked_by text, ADD COLUMN effect_checked_note text""",
    "COMMENT ON COLUMN recalls.supplier_informed_at IS 'null: nobody said so'",
    "COMMENT ON COLUMN recalls.supplier_informed_note IS 'how, and the supplier''s number for it'",
    "COMMENT ON COLUMN recalls.effect_checked_at IS 'null: nobody checked that it reached everybody'",
    "COMMENT ON COLUMN recalls.effect_checked_note IS 'how, and what came of it'",
)


_OPEN = """
    SELECT recalls.id, balances.clinic_id, balances.quarantine FROM recalls
    JOIN balances ON balances.gtin = recalls.gtin AND balances.lot = recalls.lot
    WHERE recalls.closed_at IS NULL AND recalls.withdrawn_at IS NULL"""
_LIST = text(
    """INSERT INTO worklist_items (id, kind, subject_id, about, clinic_id, opened_at, due_at)
       SELECT gen_random_uuid(), :kind, CAST(:subject AS uuid), jsonb_build_object('recall_id', CAST(:recall AS text)),
           CAST(:clinic AS uuid), now(), now() + :days * interval '1 day'"""
).bindparams(bindparam("days", type_=Integer))


def upgrade() -> None:
    """Recalls that are open ask for the new steps as well, and are listed for each clinic that had the lot."""
    for step in _STEPS:
        op.execute(step)
    connection = op.get_bind()
    for recall_id, clinic_id, quarantine in connection.execute(text(_OPEN)).all():
        asked = [("recall_to_confirm", 1)] + ([("recall_stock", 14)] if quarantine else [])
        for kind, days in asked:
            subject = {"subject": str(uuid5(recall_id, str(clinic_id))), "recall": str(recall_id)}
            connection.execute(_LIST, {"kind": kind, "days": days, "clinic": str(clinic_id), **subject})
