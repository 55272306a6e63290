"""Looks for a person in a service's database and on topics. What is found is counted by place, and never shown."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from aiokafka import AIOKafkaConsumer, TopicPartition
from sqlalchemy import text

from chassis.data.database import Connection
from chassis.events.cluster_topics import partitions_of
from chassis.events.kafka import connection_of, explaining_failure
from chassis.privacy.terms import Person, text_of
from chassis.run.settings import Settings


class Found(NamedTuple):
    """Where a person is."""

    place: str
    """``messages.text``, or a topic's name."""
    what: str
    """What stands there, such as ``phone``."""
    times: int
    """In how many rows or records."""


_COLUMNS = text(
    "SELECT c.relname::text AS relation, a.attname::text AS name, t.typname::text AS kind,"
    " has_table_privilege(c.oid, 'SELECT') AS readable"
    " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid"
    " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
    " AND a.attnum > 0 AND NOT a.attisdropped"
    " AND t.typname IN ('text', 'varchar', 'bpchar', 'json', 'jsonb', 'tsvector', '_text', '_varchar', 'bytea',"
    " 'date', 'uuid')"
    " ORDER BY c.relname, a.attnum"
)
_NO_TEXT = ("date", "uuid")
_SECONDS = 30.0
"""The longest that a scan waits for the next record of a topic that has one."""


class NotReadable(Exception):
    """A place that could not be looked at, so the scan proves nothing: the text names it."""


async def scan_database(connection: Connection, person: Person, patient: UUID) -> list[Found]:
    """Every text, JSON and binary column of every table, and the person's own dates. Raises NotReadable."""
    relations: dict[str, dict[str, str]] = {}
    for row in await connection.execute(_COLUMNS):
        if not row.readable:
            raise NotReadable(f"our role may not read the table {row.relation}")
        relations.setdefault(row.relation, {})[row.name] = row.kind
    found: list[Found] = []
    for relation, columns in relations.items():
        found += await _scan_table(connection, relation, columns, person, patient)
    return found


async def _scan_table(
    connection: Connection, relation: str, columns: dict[str, str], person: Person, patient: UUID
) -> list[Found]:
    """All columns and terms in one pass over the table."""
    values: dict[str, object] = {}
    asked: list[tuple[str, str, str]] = []  # column, what, condition
    terms, whose = person.terms(), _whose(relation, columns)
    for column, kind in columns.items():
        for number, term in enumerate(terms if kind not in _NO_TEXT else ()):
            name = f"{'bytes' if kind == 'bytea' else 'text'}_{number}"
            values[name] = term.in_escaped_bytes if kind == "bytea" else term.in_postgresql
            asked.append((column, term.what, f"{_as_text(column, kind)} ~* CAST(:{name} AS text)"))
        if kind == "date" and person.birthday and whose:
            values |= {"birthday": person.birthday, "patient": patient}
            theirs = f'"{whose}" = CAST(:patient AS uuid) AND "{column}" = CAST(:birthday AS date)'
            asked.append((column, "birthday", theirs))
    if not asked:
        return []
    counts = ", ".join(f"count(*) FILTER (WHERE {condition}) AS n{at}" for at, (_, _, condition) in enumerate(asked))
    row = (await connection.execute(text(f'SELECT {counts} FROM "{relation}"'), values)).one()  # noqa: S608  # catalog names
    return [Found(f"{relation}.{column}", what, row[at]) for at, (column, what, _) in enumerate(asked) if row[at]]


def _as_text(column: str, kind: str) -> str:
    return f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'CAST("{column}" AS text)'


def _whose(relation: str, columns: dict[str, str]) -> str | None:
    """The column that says which patient a row is about."""
    if columns.get("patient_id") == "uuid":
        return "patient_id"
    return "id" if relation == "patients" else None


async def scan_topics(settings: Settings, topics: Collection[str], person: Person) -> list[Found]:
    """Every record that Kafka still has of these topics (without prefix). Raises KafkaError, NotReadable."""
    terms, counts = person.terms(), Counter[tuple[str, str]]()
    places = [TopicPartition(name, number) for name, number in await partitions_of(settings, topics)]
    if not places:
        return []
    consumer = AIOKafkaConsumer(**connection_of(settings), enable_auto_commit=False)
    async with explaining_failure(settings):
        await consumer.start()
    try:
        async for record in _records(consumer, places):
            parts = [record.key, record.value, *(value for _, value in record.headers)]
            content = "\n".join(text_of(part) for part in parts if part)
            counts.update((record.topic, term.what) for term in terms if term.found_in(content))
    finally:
        await consumer.stop()
    return [Found(topic, what, times) for (topic, what), times in sorted(counts.items())]


async def _records(consumer: AIOKafkaConsumer, places: Sequence[TopicPartition]) -> AsyncIterator[Any]:
    """Everything from the beginning to what is the end now."""
    starts, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
    left = [place for place in places if starts[place] < ends[place]]
    consumer.assign(left)
    for place in left:
        consumer.seek(place, starts[place])
    while left:
        batches = await consumer.getmany(*left, timeout_ms=int(_SECONDS * 1000))
        if not batches:
            raise NotReadable(f"Kafka gave no record of {left[0].topic} for {_SECONDS:.0f} s")
        for records in batches.values():
            for record in records:
                yield record
        left = [place for place in left if await consumer.position(place) < ends[place]]
