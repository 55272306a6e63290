"""A session may name another lot than that of its cartridge's number: which the books have is kept beside it."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_COMMENT = "as which its number was received, when the session says another lot"
_STEPS = (
    *(
        step.format(table=table, comment=_COMMENT)
        for table in ("uses", "chair_discards")
        for step in (
            "ALTER TABLE {table} ADD COLUMN received_lot text",
            "COMMENT ON COLUMN {table}.received_lot IS '{comment}'",
            "CREATE INDEX {table}_received_as ON {table} (gtin, received_lot) WHERE received_lot IS NOT NULL",
        )
    ),
    """INSERT INTO timers (kind, key, due_at, retry_at, payload, headers)
       SELECT DISTINCT 'follow_number', serials.gtin || '/' || serials.serial, now(), now(),
           jsonb_build_object('gtin', serials.gtin, 'serial', serials.serial), '{}'::jsonb
       FROM serials JOIN (
           SELECT gtin, serial, lot, clinic_id FROM uses WHERE withdrawn_at IS NULL
           UNION ALL SELECT gtin, serial, lot, clinic_id FROM chair_discards WHERE withdrawn_at IS NULL
       ) AS opened USING (gtin, serial)
       WHERE serials.clinic_id IS NOT NULL
           AND (opened.lot <> serials.lot OR opened.clinic_id <> serials.clinic_id)
       ON CONFLICT DO NOTHING""",
)


def upgrade() -> None:
    """What was opened before under another lot than it was received as follows its number, once the service runs."""
    for step in _STEPS:
        op.execute(step)
