"""How a service is doing, read from its own database: what flows, what waits, what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import text

from chassis.clock import SystemClock
from chassis.data.rows import Row
from chassis.ids import first_id_of
from chassis.service import Service
from chassis.work import Work

HOUR, MINUTES = timedelta(hours=1), timedelta(minutes=5)
PATIENCE = timedelta(days=1)
"""How old an event may be that is counted as handled in the last hour: a bound, so that few months are read."""
MOST_COUNTED = 10_000
"""Of timers: enough to see that there are many."""

_PUBLISHED = text(
    "SELECT aggregatetype AS name, count(*) AS hour, count(*) FILTER (WHERE id >= :lately) AS minutes,"
    " max(recorded_at) AS last FROM event_log WHERE id >= :since GROUP BY 1 ORDER BY 1"
)
_HANDLED = text(
    "SELECT source AS name, count(*) AS hour, count(*) FILTER (WHERE claimed_at >= :lately) AS minutes,"
    " max(claimed_at) AS last FROM inbox WHERE event_id >= :first AND claimed_at >= :since GROUP BY 1 ORDER BY 1"
)
_OUTBOX = text(
    "SELECT count(*) AS waiting, min(e.recorded_at) AS oldest FROM outbox o JOIN event_log e ON e.id = o.event_id"
)
_LETTERS = text("SELECT status, count(*) AS count FROM dead_letters GROUP BY 1")
_TIMERS = text(
    "SELECT count(*) AS late, min(due_at) AS oldest FROM"
    " (SELECT due_at FROM timers WHERE retry_at <= :now AND kind <> ALL(:errands) LIMIT :most) AS due"
)
_NEXT = text("SELECT min(due_at) FROM timers WHERE due_at > :now")
_ERRANDS = text(
    "SELECT kind, count(*) AS late, min(retry_at) AS oldest FROM timers"
    " WHERE retry_at <= :now AND kind = ANY(:errands) GROUP BY 1 ORDER BY 1"
)
_SCHEMA = text("SELECT version_num FROM alembic_version")


@dataclass(frozen=True)
class Flow:
    """Events of a topic that were published, or of a publisher that were handled."""

    name: str
    hour: int
    """In the last hour."""
    minutes: int
    """In the last five minutes."""
    last: datetime | None
    """When the last of them was; None where there was none in the last hour. UTC, by the service's clock."""


@dataclass(frozen=True)
class Late:
    """What should have been done by now."""

    kind: str
    late: int
    oldest: datetime
    """Since when the oldest of them is due, UTC."""


@dataclass(frozen=True)
class Gauge:
    """A number of the service's own, such as 1 while a carrier is down."""

    name: str
    meaning: str
    label: str
    value: float


@dataclass(frozen=True)
class State:
    """Of one service, at one moment."""

    published: Sequence[Flow]
    handled: Sequence[Flow]
    waiting: int
    oldest: datetime | None
    letters: dict[str, int]
    late: Sequence[Late]
    next_timer: datetime | None
    gauges: Sequence[Gauge]
    schema: str


async def state_of(work: Work, service: Service) -> State:
    """What the database says now. The rates are by the machine's clock, which a rehearsal does not move."""
    outbox = (await work.execute(_OUTBOX)).one()
    letters = {row.status: row.count for row in await work.execute(_LETTERS)}
    return State(
        published=await _published(work, service),
        handled=await _handled(work),
        waiting=outbox.waiting,
        oldest=outbox.oldest,
        letters=letters,
        late=await _late(work, service),
        next_timer=await work.scalar(_NEXT, {"now": work.now}),
        gauges=await _gauges(work, service),
        schema=await work.scalar(_SCHEMA),
    )


def release() -> str:
    """The version of Needlepoint that answers."""
    for name in ("needlepoint", "needlepoint-chassis"):
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return "unknown"


async def _published(work: Work, service: Service) -> list[Flow]:
    now = SystemClock().now()
    asked = {"since": first_id_of(now - HOUR), "lately": first_id_of(now - MINUTES)}
    found = {row.name: _flow(row) for row in await work.execute(_PUBLISHED, asked)}
    return [found.get(topic, Flow(topic, 0, 0, None)) for topic in sorted({*service.publishes, *found})]


async def _handled(work: Work) -> list[Flow]:
    first = first_id_of(SystemClock().now() - PATIENCE)
    asked = {"first": first, "since": work.now - HOUR, "lately": work.now - MINUTES}
    return [_flow(row) for row in await work.execute(_HANDLED, asked)]


def _flow(row: Row) -> Flow:
    return Flow(row.name, row.hour, row.minutes, row.last)


async def _late(work: Work, service: Service) -> list[Late]:
    errands = [errand.kind for errand in service.all_timers.errands]
    asked = {"now": work.now, "errands": errands}
    timers = (await work.execute(_TIMERS, {**asked, "most": MOST_COUNTED})).one()
    found = [Late(row.kind, row.late, row.oldest) for row in await work.execute(_ERRANDS, asked)]
    return [*([Late("timers", timers.late, timers.oldest)] if timers.late else []), *found]


async def _gauges(work: Work, service: Service) -> list[Gauge]:
    return [
        Gauge(each.name, each.meaning, str(row[0]), float(row[1]))
        for each in service.gauges
        for row in await work.execute(each.values)
    ]
