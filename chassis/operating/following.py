"""One event, followed: what was published with it, what became of it here, and what is still to come of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from chassis.clock import SystemClock
from chassis.ids import first_id_of
from chassis.operating.views import ComingView, DeliveredView, PublishedView
from chassis.refusals import Invalid
from chassis.work import Work

MOST = 500
"""Events and timers that are listed of one correlation."""
LONGEST = timedelta(days=31)
"""Of the period that is searched: the event log has no index of correlations."""
WEEK = timedelta(days=7)
LAST_MILLISECOND = 4_102_444_800_000
"""The year 2100: where an id says more, it is no UUIDv7."""

_EVENTS = (
    "SELECT e.id, e.type, e.aggregatetype AS topic, e.aggregateid AS key, e.recorded_at,"
    " e.headers->>'correlationid' AS correlation_id, e.headers->>'causationid' AS causation_id,"
    " o.sequence IS NULL AS sent FROM event_log e LEFT JOIN outbox o ON o.event_id = e.id WHERE "
)
_BY_ID = text(_EVENTS + "e.id = :id")
_BY_CORRELATION = text(
    _EVENTS + "e.id >= :first AND e.id < :last AND e.headers->>'correlationid' = :correlation"
    " ORDER BY e.sequence LIMIT :most"
)
_TIMERS = text(
    "SELECT kind, due_at, attempts FROM timers WHERE headers->>'correlationid' = :correlation"
    " ORDER BY due_at, id LIMIT :most"
)
_OUTCOMES = text(
    "SELECT asked.id AS event_id,"
    " (SELECT min(claimed_at) FROM inbox i WHERE i.event_id = asked.id) AS claimed_at,"
    " (SELECT status FROM dead_letters d WHERE d.event_id = asked.id AND d.status <> 'set_aside' LIMIT 1) AS waits,"
    " (SELECT d.id FROM dead_letters d WHERE d.event_id = asked.id AND d.status <> 'set_aside' LIMIT 1) AS letter_id,"
    " (SELECT outcome FROM settled_dead_letters s WHERE s.event_id = asked.id ORDER BY settled_at DESC LIMIT 1)"
    " AS settled FROM unnest(CAST(:ids AS uuid[])) AS asked(id)"
)


class PeriodTooLong(Invalid):
    """Events are searched for in one month at most: give `from` and `to` nearer to each other."""


async def event_by_id(work: Work, id: UUID) -> list[PublishedView]:
    """The event, where this service published it."""
    return [PublishedView.model_validate(row) for row in await work.execute(_BY_ID, {"id": id})]


async def events_of(
    work: Work, correlation: str, since: datetime | None, until: datetime | None, around: UUID | None
) -> tuple[list[PublishedView], datetime, datetime]:
    """This service's events of a correlation in their order, and the period that was searched: as it is given, else
    from a day before until a week after the event ``around``, else the last week. By the machine's clock, which makes
    the ids; UTC. Raises PeriodTooLong."""
    middle = made_at(around) if around else SystemClock().now() - WEEK
    since = since or middle - timedelta(days=1)
    until = until or since + WEEK + timedelta(days=2)
    if until - since > LONGEST:
        raise PeriodTooLong(
            "Events are searched for in {days} {days:day|days} at most: choose a shorter period.", days=LONGEST.days
        )
    asked = {"first": first_id_of(since), "last": first_id_of(until), "correlation": correlation, "most": MOST}
    found = [PublishedView.model_validate(row) for row in await work.execute(_BY_CORRELATION, asked)]
    return found, since, until


def made_at(id: UUID) -> datetime:
    """When a UUIDv7 was made, UTC; of another id, the last moment that makes sense."""
    milliseconds = min(id.int >> 80, LAST_MILLISECOND)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


async def coming_of(work: Work, correlation: str) -> list[ComingView]:
    """The timers that are set because of it, the next one first."""
    rows = await work.execute(_TIMERS, {"correlation": correlation, "most": MOST})
    return [ComingView.model_validate(row) for row in rows]


async def outcomes_of(work: Work, ids: Sequence[UUID]) -> list[DeliveredView]:
    """What became here of each of these events; those that never came, or have no reaction here, are left out."""
    rows = await work.execute(_OUTCOMES, {"ids": list(ids)})
    found = ((row, row.waits or row.settled or ("handled" if row.claimed_at else None)) for row in rows)
    return [
        DeliveredView(event_id=row.event_id, outcome=outcome, at=row.claimed_at, letter_id=row.letter_id)
        for row, outcome in found
        if outcome
    ]
