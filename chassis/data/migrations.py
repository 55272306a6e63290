"""Alembic for every service: the chassis' own tables, monthly partitions, and running migrations in process."""

import asyncio
from datetime import UTC, datetime
from importlib import resources
from itertools import pairwise

import structlog
from alembic import command, context, op
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from chassis.data.tables import PARTITIONED, SHARDS
from chassis.ids import first_id_of

log = structlog.get_logger()
_one_at_a_time = asyncio.Lock()
"""Alembic's ``op`` and ``context`` are globals: in one process, services migrate one after the other."""

_START = """
CREATE SEQUENCE event_sequence;

CREATE TABLE event_log (
    id uuid PRIMARY KEY,
    aggregatetype text NOT NULL,
    aggregateid text NOT NULL,
    type text NOT NULL,
    payload jsonb NOT NULL,
    headers jsonb NOT NULL,
    sequence bigint NOT NULL DEFAULT nextval('event_sequence'),
    recorded_at timestamptz NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX event_log_sequence ON event_log (sequence);
COMMENT ON COLUMN event_log.aggregatetype IS 'the topic (Debezium''s Outbox Event Router routes by it)';
COMMENT ON COLUMN event_log.aggregateid IS 'the key within which order is kept';

CREATE TABLE outbox (
    sequence bigint PRIMARY KEY,
    shard smallint NOT NULL,
    event_id uuid NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE TABLE relays (owner uuid PRIMARY KEY, seen_at timestamptz NOT NULL);
CREATE TABLE relay_shards (shard smallint PRIMARY KEY, owner uuid, held_until timestamptz);

CREATE TABLE inbox (
    event_id uuid NOT NULL,
    consumer text NOT NULL,
    claimed_at timestamptz NOT NULL,
    PRIMARY KEY (event_id, consumer)
) PARTITION BY RANGE (event_id);

CREATE TABLE dead_letters (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    type text NOT NULL,
    headers jsonb NOT NULL,
    value bytea NOT NULL,
    status text NOT NULL CHECK (status IN ('failed', 'parked')),
    attempts integer NOT NULL,
    error text,
    arrived_at timestamptz NOT NULL,
    CONSTRAINT dead_letters_once UNIQUE (consumer, event_id)
);
CREATE INDEX dead_letters_key ON dead_letters (consumer, topic, key, id);

CREATE TABLE timers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    key text NOT NULL,
    due_at timestamptz NOT NULL,
    retry_at timestamptz NOT NULL,
    payload jsonb NOT NULL,
    headers jsonb NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    error text,
    CONSTRAINT timers_once UNIQUE (kind, key)
);
CREATE INDEX timers_due ON timers (retry_at, id);

CREATE TABLE idempotency_keys (
    key text NOT NULL,
    subject text NOT NULL,
    fingerprint text NOT NULL,
    status integer,
    headers jsonb,
    body bytea,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (key, subject)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

CREATE TABLE audit_log (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    details jsonb NOT NULL
) PARTITION BY RANGE (id);

CREATE FUNCTION append_events(
    ids uuid[], topics text[], keys text[], types text[], payloads text[], headers text[], recorded timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- One writer per key at a time, taken before a sequence number is: so per key, sequence order is commit order,
    -- whatever row a command happens to lock. Sorted, so that two appends cannot wait for each other.
    PERFORM pg_advisory_xact_lock(lock) FROM (
        SELECT DISTINCT hashtextextended(topic || '/' || key, 0) AS lock
        FROM unnest(topics, keys) AS event(topic, key) ORDER BY lock
    ) AS locks;
    WITH appended AS (
        INSERT INTO event_log (id, aggregatetype, aggregateid, type, payload, headers, recorded_at)
        SELECT id, topic, key, type, payload::jsonb, header::jsonb, recorded
        FROM unnest(ids, topics, keys, types, payloads, headers)
            WITH ORDINALITY AS event(id, topic, key, type, payload, header, position)
        ORDER BY position
        RETURNING sequence, id, aggregatetype, aggregateid
    )
    INSERT INTO outbox (sequence, shard, event_id)
    SELECT sequence, abs(hashtextextended(aggregatetype || '/' || aggregateid, 0) % {shards}), id FROM appended;
END $$;
"""


def create_chassis_tables() -> None:
    """For a service's first migration: everything that the chassis needs in the service's database."""
    for statement in _statements(_START.replace("{shards}", str(SHARDS))):
        op.execute(statement)
    for table in PARTITIONED:
        op.execute(f"CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT")
    op.execute(f"INSERT INTO relay_shards (shard) SELECT generate_series(0, {SHARDS - 1})")  # constants


def _statements(script: str) -> list[str]:
    """asyncpg prepares one statement at a time; only the function's body holds semicolons of its own."""
    tables, function = script.split("CREATE FUNCTION", 1)
    return [part for part in tables.split(";") if part.strip()] + ["CREATE FUNCTION" + function]


def _months(start: datetime, count: int) -> list[datetime]:
    first = start.year * 12 + start.month - 1
    return [datetime((first + n) // 12, (first + n) % 12 + 1, 1, tzinfo=UTC) for n in range(count + 1)]


async def ensure_partitions(connection: AsyncConnection, now: datetime, months: int = 3) -> list[str]:
    """Create the partitions of this month and the next ``months``; answers the names of those that were made.

    ``now`` is the machine's time, for ids are made by it. A month whose rows already landed in the table's rest
    partition stays there: nothing is lost, only not dropped as a whole.
    """
    made = []
    bounds = _months(now, months)
    existing = set((await connection.scalars(text("SELECT relname::text FROM pg_class WHERE relkind = 'r'"))).all())
    for table in PARTITIONED:
        for start, end in pairwise(bounds):
            name = f"{table}_{start:%Y_%m}"
            if name in existing:
                continue
            low, high = first_id_of(start), first_id_of(end)
            column = "event_id" if table == "inbox" else "id"
            misplaced = await connection.scalar(
                text(f"SELECT 1 FROM {table}_rest WHERE {column} >= :low AND {column} < :high LIMIT 1"),  # noqa: S608
                {"low": low, "high": high},
            )
            if misplaced:
                log.warning("partition_skipped", table=table, month=f"{start:%Y-%m}")
                continue
            await connection.execute(
                text(f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF {table} FOR VALUES FROM ('{low}') TO ('{high}')")
            )
            made.append(name)
    return made


def run_environment(metadata: MetaData) -> None:
    """The body of a service's ``migrations/env.py``: migrate over the connection that ``upgrade`` opened."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()


def _config(package: str, connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files(package)))
    config.attributes["connection"] = connection
    return config


async def upgrade(database_url: str, package: str, now: datetime) -> None:
    """Bring a service's database to its newest schema. Safe to run twice, and by two at once (one waits)."""
    engine = create_async_engine(database_url)
    try:
        async with _one_at_a_time, engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('needlepoint.migrations'))"))
            await connection.run_sync(lambda plain: command.upgrade(_config(package, plain), "head"))
            await ensure_partitions(connection, now)
    finally:
        await engine.dispose()
