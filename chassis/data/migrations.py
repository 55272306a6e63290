"""Alembic for every service: creates the chassis' own tables, and runs migrations in process."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib import resources

from alembic import command, context, op
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.data.database import own_connection
from chassis.data.partitions import ensure_partitions
from chassis.data.rights import GIVE_TO_LOG_ROLE, IdentifyingField, create_functions, grant_rights
from chassis.data.tables import SHARDS

_one_at_a_time = asyncio.Lock()
"""Alembic's ``op`` and ``context`` are globals, so services in one process migrate one after the other."""

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

_RETENTION = """
CREATE TABLE horizons (table_name text PRIMARY KEY, reaches_back_to timestamptz NOT NULL, first_id uuid NOT NULL);
COMMENT ON TABLE horizons IS 'from when on a pruned table is complete: without a row, from the beginning';

ALTER TABLE dead_letters ADD COLUMN error_type text;
ALTER TABLE dead_letters ADD COLUMN error_place text;

CREATE TABLE settled_dead_letters (
    id bigint PRIMARY KEY,
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    type text NOT NULL,
    attempts integer NOT NULL,
    error_type text,
    error_place text,
    arrived_at timestamptz NOT NULL,
    settled_at timestamptz NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('replayed', 'discarded'))
);
CREATE INDEX settled_dead_letters_age ON settled_dead_letters (settled_at);
"""

_CLAIMS_OF = """
INSERT INTO inbox (event_id, consumer, source, claimed_at)
    SELECT event_id, consumer, '/needlepoint/{publisher}', claimed_at FROM inbox WHERE source IS NULL;
"""
_IDENTITY = """
ALTER TABLE inbox ADD COLUMN source text;
ALTER TABLE inbox DROP CONSTRAINT inbox_pkey;
{claims}
DELETE FROM inbox WHERE source IS NULL;
ALTER TABLE inbox ALTER COLUMN source SET NOT NULL;
ALTER TABLE inbox ADD PRIMARY KEY (event_id, consumer, source);
COMMENT ON COLUMN inbox.source IS 'who published it: an id belongs to its source';

ALTER TABLE dead_letters ADD COLUMN source text NOT NULL DEFAULT '';
ALTER TABLE dead_letters ADD COLUMN reason text;
UPDATE dead_letters SET source = coalesce(headers ->> 'ce_source', ''),
    reason = CASE WHEN status = 'failed' THEN 'reaction' END;
ALTER TABLE dead_letters ALTER COLUMN source DROP DEFAULT;
ALTER TABLE dead_letters DROP CONSTRAINT dead_letters_once;
ALTER TABLE dead_letters ADD CONSTRAINT dead_letters_once UNIQUE (consumer, source, event_id);
ALTER TABLE dead_letters DROP CONSTRAINT dead_letters_status_check;
ALTER TABLE dead_letters ADD CONSTRAINT dead_letters_status_check CHECK (status IN ('failed', 'parked', 'set_aside'));
DROP INDEX dead_letters_key;
CREATE INDEX dead_letters_key ON dead_letters (consumer, topic, key, id) WHERE status <> 'set_aside';

ALTER TABLE settled_dead_letters ADD COLUMN source text;
ALTER TABLE settled_dead_letters ADD COLUMN reason text
"""


_ACCESS_COLUMNS = """
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    roles text NOT NULL,
    patient_id uuid NOT NULL,
    action text NOT NULL,
    operation text NOT NULL,
    clinic_id uuid,
    reason text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('read', 'written', 'refused')),
    correlation_id text NOT NULL
"""
_ACCESS_LOG = f"""
CREATE TABLE access_intake ({_ACCESS_COLUMNS});
CREATE TABLE access_log ({_ACCESS_COLUMNS},
    month date NOT NULL,
    number bigint NOT NULL,
    previous bytea NOT NULL,
    digest bytea NOT NULL
) PARTITION BY RANGE (id);
CREATE TABLE access_log_rest PARTITION OF access_log DEFAULT;
CREATE INDEX access_log_patient ON access_log (patient_id, id);
CREATE INDEX access_log_actor ON access_log (actor, id);
CREATE INDEX access_log_clinic ON access_log (clinic_id, id);
CREATE INDEX access_log_chain ON access_log (month, number);
CREATE TABLE access_chains (month date PRIMARY KEY, number bigint NOT NULL, digest bytea NOT NULL)
"""

_WORKERS = """
CREATE TABLE workers (
    id uuid PRIMARY KEY,
    host text NOT NULL,
    release text NOT NULL,
    started_at timestamptz NOT NULL,
    heard_at timestamptz NOT NULL,
    takes jsonb NOT NULL
)
"""


def create_chassis_tables() -> None:
    """For a service's first migration: everything that the chassis needs in the service's database."""
    for statement in _statements(_START.replace("{shards}", str(SHARDS))):
        op.execute(statement)
    for table in ("event_log", "inbox", "audit_log"):
        op.execute(f"CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT")
    op.execute(f"INSERT INTO relay_shards (shard) SELECT generate_series(0, {SHARDS - 1})")  # constants


def add_retention() -> None:
    """For a later migration: how far back each table reaches, how dead letters were settled, and where they failed."""
    for statement in _RETENTION.split(";"):
        if statement.strip():
            op.execute(statement)


def add_event_identity(*publishers: str) -> None:
    """For a later migration: an event is known by its source and its id, and records can be set aside.

    ``publishers`` are the services whose events are consumed. A claim from before does not say whose event it was, so
    it counts for each of them: no event that had its effect has it again.
    """
    claims = "".join(_CLAIMS_OF.replace("{publisher}", each) for each in publishers)
    for statement in _IDENTITY.replace("{claims}", claims).split(";"):
        if statement.strip():
            op.execute(statement)


def add_access_log() -> None:
    """For a later migration: who read and wrote which patient's data, in tables of the log's own role."""
    for statement in _ACCESS_LOG.split(";"):
        op.execute(statement)
    for table in ("access_intake", "access_log", "access_chains"):
        op.execute(GIVE_TO_LOG_ROLE.replace("{table}", table))


def add_workers() -> None:
    """For a later migration: which workers run, what of Kafka each takes, and when each was last heard of."""
    op.execute(_WORKERS)
    op.execute("COMMENT ON COLUMN workers.takes IS 'its part of Kafka: [{topic, partitions, waiting}]'")
    for column in ("started_at", "heard_at"):
        op.execute(f"COMMENT ON COLUMN workers.{column} IS 'the database''s clock'")  # constants


def add_timers_by_kind() -> None:
    """For a later migration: the next timer of one kind is found without passing those of others."""
    op.execute("CREATE INDEX timers_by_kind ON timers (kind, retry_at, id)")


def _statements(script: str) -> list[str]:
    """asyncpg prepares one statement at a time; only the function's body contains semicolons."""
    tables, function = script.split("CREATE FUNCTION", 1)
    return [part for part in tables.split(";") if part.strip()] + ["CREATE FUNCTION" + function]


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


async def upgrade(
    database_url: str,
    package: str,
    now: datetime,
    *,
    runtime: str | None = None,
    least_kept: Mapping[str, int] | None = None,
    identifying: Iterable[IdentifyingField] = (),
) -> None:
    """Migrate a service's database to its newest schema. Safe to repeat, and to run twice at once (one run waits).

    ``runtime`` is the role of the running service, ``least_kept`` the days for which it must keep partitioned tables,
    ``identifying`` the fields of events that may be redacted when a person is erased.

    Raises DatabaseAway.
    """
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: own_connection(database_url))
    try:
        async with _one_at_a_time, engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('needlepoint.migrations'))"))
            await connection.run_sync(lambda plain: command.upgrade(_config(package, plain), "head"))
            await create_functions(connection, least_kept or {}, identifying)
            await ensure_partitions(connection, now)
            await grant_rights(connection, runtime)
    finally:
        await engine.dispose()
