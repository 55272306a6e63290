"""The chassis' tables, the same in every service's database. chassis/data/migrations.py creates them."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

SHARDS = 16
"""Number of shards that keys are spread over. A relay owns whole shards, so that no two relays send one key."""

event_log = Table(
    "event_log",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("aggregatetype", Text, nullable=False, comment="the topic (Debezium's Outbox Event Router routes by it)"),
    Column("aggregateid", Text, nullable=False, comment="the key within which order is kept"),
    Column("type", Text, nullable=False, comment="CloudEvents type"),
    Column("payload", JSONB, nullable=False),
    Column("headers", JSONB, nullable=False, comment="correlationid, causationid, traceparent"),
    Column("sequence", BigInteger, nullable=False, comment="per key: commit order"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("shard", SmallInteger, nullable=False),
    Column("event_id", Uuid, nullable=False),
)

relays = Table(
    "relays",
    metadata,
    Column("owner", Uuid, primary_key=True),
    Column("seen_at", DateTime(timezone=True), nullable=False, comment="the database's clock"),
)

relay_shards = Table(
    "relay_shards",
    metadata,
    Column("shard", SmallInteger, primary_key=True, autoincrement=False),
    Column("owner", Uuid, nullable=True),
    Column("held_until", DateTime(timezone=True), nullable=True, comment="the database's clock"),
)

workers = Table(
    "workers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("host", Text, nullable=False),
    Column("release", Text, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False, comment="the database's clock"),
    Column("heard_at", DateTime(timezone=True), nullable=False, comment="the database's clock"),
    Column("takes", JSONB, nullable=False, comment="its part of Kafka: [{topic, partitions, waiting}]"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("consumer", Text, primary_key=True),
    Column("source", Text, primary_key=True, comment="who published it: an id belongs to its source"),
    Column("claimed_at", DateTime(timezone=True), nullable=False),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", BigInteger, primary_key=True, comment="order of arrival"),
    Column("consumer", Text, nullable=False),
    Column("event_id", Uuid, nullable=False, comment="set_aside: made from the record's place in Kafka"),
    Column("source", Text, nullable=False, comment="who published it; empty for records that are set aside"),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column(
        "status",
        Text,
        nullable=False,
        comment="failed: it could not be handled; parked: it waits behind one; set_aside: it is not believed",
    ),
    Column("reason", Text, nullable=True, comment="why, as a code of chassis/events/checks.py; null for parked"),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=True),
    Column("arrived_at", DateTime(timezone=True), nullable=False),
    Column("error_type", Text, nullable=True, comment="the error's class, with its SQLSTATE"),
    Column("error_place", Text, nullable=True, comment="where in our code it was raised: function and line"),
    UniqueConstraint("consumer", "source", "event_id", name="dead_letters_once"),
)

settled_dead_letters = Table(
    "settled_dead_letters",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False, comment="the id that the dead letter had"),
    Column("consumer", Text, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("source", Text, nullable=True),
    Column("reason", Text, nullable=True),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error_type", Text, nullable=True),
    Column("error_place", Text, nullable=True),
    Column("arrived_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, nullable=False, comment="replayed or discarded"),
)
"""The outcome of dead letters, without their content, which may be about a patient."""

timers = Table(
    "timers",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False, comment="when it should fire, by the service's clock"),
    Column("retry_at", DateTime(timezone=True), nullable=False, comment="due_at, or later when it failed"),
    Column("payload", JSONB, nullable=False),
    Column("headers", JSONB, nullable=False, comment="correlation and trace of who set it"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("error", Text, nullable=True),
    UniqueConstraint("kind", "key", name="timers_once"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("subject", Text, primary_key=True, comment="who sent it: keys of two people never meet"),
    Column("fingerprint", Text, nullable=False, comment="method, path and body"),
    Column("status", Integer, nullable=True),
    Column("headers", JSONB, nullable=True),
    Column("body", LargeBinary, nullable=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", JSONB, nullable=False),
)


def _access_columns() -> tuple[Column[Any], ...]:
    return (
        Column("id", Uuid, primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("actor", Text, nullable=False, comment="the subject of the caller's token"),
        Column("roles", Text, nullable=False, comment="the caller's roles, separated by commas"),
        Column("patient_id", Uuid, nullable=False, comment="whose data"),
        Column("action", Text, nullable=False, comment="the scope it was done under"),
        Column("operation", Text, nullable=False, comment="the route's name"),
        Column("clinic_id", Uuid, nullable=True, comment="the clinic through which it was allowed or asked for"),
        Column("reason", Text, nullable=False, comment="by which right: own, staff, emergency; or none"),
        Column("outcome", Text, nullable=False, comment="read, written or refused"),
        Column("correlation_id", Text, nullable=False),
    )


access_intake = Table("access_intake", metadata, *_access_columns())
"""Entries of the access log that wait, for seconds, to be chained."""

access_log = Table(
    "access_log",
    metadata,
    *_access_columns(),
    Column("month", Date, nullable=False, comment="of the id, UTC: a chain begins every month"),
    Column("number", BigInteger, nullable=False, comment="place in the month's chain, from 1"),
    Column("previous", LargeBinary, nullable=False, comment="digest of the entry before; empty for the first"),
    Column("digest", LargeBinary, nullable=False, comment="SHA-256 of previous and this entry"),
)

access_chains = Table(
    "access_chains",
    metadata,
    Column("month", Date, primary_key=True),
    Column("number", BigInteger, nullable=False, comment="entries that the month's chain has had"),
    Column("digest", LargeBinary, nullable=False, comment="of the last of them"),
)
"""Where each month's chain ends, so that entries missing at its end are noticed."""

horizons = Table(
    "horizons",
    metadata,
    Column("table_name", Text, primary_key=True),
    Column("reaches_back_to", DateTime(timezone=True), nullable=False, comment="complete from here on, UTC"),
    Column("first_id", Uuid, nullable=False, comment="the lowest UUIDv7 of that moment"),
)
"""From when on a pruned table is complete; a table without a row is complete from the beginning."""

PARTITIONED = ("event_log", "inbox", "audit_log", "access_log")
"""Tables that are partitioned by month over ranges of a UUIDv7, to be dropped whole."""
