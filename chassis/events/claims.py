"""Claims: a row of the inbox for each event that had its effect here. An event is known by its source and its id."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import text

from chassis.data.statements import Prepared
from chassis.events.envelope import Delivery
from chassis.work import Work

_CLAIM = (
    "INSERT INTO inbox (event_id, consumer, source, claimed_at) SELECT id, :consumer, source, :now"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:sources AS text[])) WITH ORDINALITY AS event(id, source, position)"
    " WHERE id >= coalesce((SELECT first_id FROM horizons WHERE table_name = 'inbox'),"
    " '00000000-0000-0000-0000-000000000000')"
    " ORDER BY position ON CONFLICT DO NOTHING RETURNING event_id, source,"
    " (SELECT EXISTS (SELECT FROM dead_letters WHERE consumer = :consumer AND status <> 'set_aside')) AS any_dead"
)
_SEEN = Prepared(
    text("SELECT source, event_id FROM inbox WHERE consumer = :consumer AND event_id = ANY(CAST(:ids AS uuid[]))")
)
_BLOCKED = Prepared(
    text(
        "SELECT topic, key FROM dead_letters WHERE consumer = :consumer AND status <> 'set_aside' AND (topic, key) IN"
        " (SELECT * FROM unnest(CAST(:topics AS text[]), CAST(:keys AS text[]))) ORDER BY id FOR UPDATE"
    )
)

Identity = tuple[str, UUID]
Place = tuple[str, str]
"""A topic and a key: what order is kept in."""


@dataclass(frozen=True)
class Claimed:
    """The claimed events of a batch; an event that is in it twice counts once."""

    fresh: list[Identity]
    """Never seen before, in order."""
    too_old: list[Identity]
    """Older than the inbox reaches back."""
    maybe_blocked: bool
    """False when it is certain that no key has a dead letter."""
    so: bool = False
    """The answer to what was asked besides."""


def identity_of(delivery: Delivery) -> Identity:
    """What an event is known by: two publishers may have made the same id."""
    return delivery.source, delivery.event_id


async def claim(work: Work, consumer: str, identities: Sequence[Identity], asked: str | None = None) -> Claimed:
    """Claim the events that were not seen before. ``asked`` is what it is to tell as well: an expression of SQL.

    No key can be blocked when there is no dead letter and every event is new. An event that another worker claimed
    first may have become a dead letter after the snapshot of this statement.
    """
    once = list(dict.fromkeys(identities))
    these = {"ids": [id for _, id in once], "sources": [source for source, _ in once]}
    said = {"consumer": consumer, "now": work.now, **these}
    rows = (await work.execute(_claiming(asked), said)).all()
    so = asked is not None and any(row.so for row in rows)
    if len(rows) == len(once):
        return Claimed(once, [], rows[0].any_dead, so)
    new = {(row.source, row.event_id) for row in rows}
    left = [each for each in once if each not in new]
    seen = await seen_before(work, consumer, left)
    fresh = [each for each in once if each in new]
    return Claimed(fresh, [each for each in left if each not in seen], True, so)


@cache
def _claiming(asked: str | None) -> Prepared:
    """The same statement answers both questions: batches of which neither is so, ask nothing more."""
    if asked is None:
        return Prepared(text(_CLAIM))
    return Prepared(text(f"{_CLAIM}, {asked} AS so"))


async def seen_before(work: Work, consumer: str, identities: Sequence[Identity]) -> set[Identity]:
    """Those of these events that have been claimed."""
    rows = await work.execute(_SEEN, {"consumer": consumer, "ids": [id for _, id in identities]})
    return {(row.source, row.event_id) for row in rows} & set(identities)


async def blocked(work: Work, consumer: str, places: Collection[Place]) -> set[Place]:
    """The keys that have dead letters, locked, so that no replay frees a key while events are parked behind it.

    Records that are set aside block nobody: nothing shows that they are the publisher's.
    """
    topics, keys = zip(*places, strict=True)
    rows = await work.execute(_BLOCKED, {"consumer": consumer, "topics": list(topics), "keys": list(keys)})
    return {(row.topic, row.key) for row in rows}
