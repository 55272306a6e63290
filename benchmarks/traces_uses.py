"""The uses that ``make bench-trace`` asks about: a thousand of each lot, eight on each patient, over twenty clinics."""

import asyncpg

GTIN = "09506000134352"
CLINICS = 20
OF_A_LOT = 1000
ON_A_PATIENT = 8

_USES = f"""
INSERT INTO uses (id, gtin, lot, serial, clinic_id, patient_id, session_id, appointment_id, used_at, entry_id)
SELECT gen_random_uuid(), '{GTIN}', 'L' || number / {OF_A_LOT}, 'S' || number, places.id,
    md5('patient ' || number % $3)::uuid, gen_random_uuid(), gen_random_uuid(),
    TIMESTAMPTZ '2024-01-01' + number * interval '5 seconds', entries.id
FROM generate_series($1::bigint, $2::bigint) AS number
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM clinics) AS places ON place = number % {CLINICS}
JOIN (SELECT id, lot FROM ledger) AS entries ON entries.lot = 'L' || number / {OF_A_LOT}
"""
_INDEXES = """
SELECT format('ALTER TABLE uses DROP CONSTRAINT %I', conname),
    format('ALTER TABLE uses ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE conrelid = 'uses'::regclass AND contype = 'f'
UNION ALL SELECT format('DROP INDEX %I', indexname), indexdef FROM pg_indexes
WHERE tablename = 'uses' AND indexname <> 'uses_pkey'
"""
"""How each index and foreign key of ``uses`` is dropped and made anew."""


def _before(history: int) -> tuple[str, ...]:
    """Clinics, product, lots, balances and ledger of so many uses."""
    return (
        f"""INSERT INTO clinics (id, name, time_zone)
            SELECT gen_random_uuid(), 'Clinic ' || number, 'Europe/Lisbon'
            FROM generate_series(1, {CLINICS}) AS number""",
        f"INSERT INTO products (gtin, name, fits) VALUES ('{GTIN}', 'Pen cartridge', '{{pen}}')",
        f"""INSERT INTO lots (gtin, lot, expires_on) SELECT '{GTIN}', 'L' || number, DATE '2030-01-01'
            FROM generate_series(0, {max(history // OF_A_LOT, 1)}) AS number""",
        f"""INSERT INTO balances (clinic_id, gtin, lot, received, on_hand, reserved, used, discarded, in_transit,
                quarantine, returned, lost, found, transferred_in, transferred_out)
            SELECT (SELECT id FROM clinics ORDER BY id LIMIT 1), gtin, lot, {OF_A_LOT}, 0, 0, {OF_A_LOT},
                0, 0, 0, 0, 0, 0, 0, 0 FROM lots""",
        """INSERT INTO ledger (id, clinic_id, gtin, lot, kind, quantity, leaves, enters, note, actor, at)
            SELECT gen_random_uuid(), clinic_id, gtin, lot, 'use', 1, 'on_hand', 'used', '', 'benchmark', now()
            FROM balances""",
    )


def _numbered(history: int) -> str:
    """Serial numbers of the cartridges of every tenth lot."""
    return f"""
INSERT INTO serials (gtin, serial, lot, clinic_id, used_in) SELECT gtin, serial, lot, clinic_id, session_id FROM uses
WHERE lot IN (SELECT 'L' || number FROM generate_series(0, {max(history // OF_A_LOT - 1, 0)}, 10) AS number)
"""


async def write_uses(dsn: str, history: int) -> None:
    """So many uses, in a database that has just been migrated.

    Indexes and foreign keys of ``uses`` are made anew at the end: keeping them takes many times as long.
    """
    connection = await asyncpg.connect(dsn)
    try:
        for statement in _before(history):
            await connection.execute(statement)
        made = [tuple(row) for row in await connection.fetch(_INDEXES)]
        for dropped, _ in made:
            await connection.execute(dropped)
        for first in range(0, history, 250_000):
            last = min(first + 250_000, history) - 1
            await connection.execute(_USES, first, last, max(history // ON_A_PATIENT, 1))
        for _, anew in made:
            await connection.execute(anew, timeout=3600)
        await connection.execute(_numbered(history), timeout=3600)
        await connection.execute("VACUUM ANALYZE", timeout=3600)
    finally:
        await connection.close()
