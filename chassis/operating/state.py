"""How a service is doing, read from its own database: what flows, what waits, what is late."""

from datetime import timedelta

from sqlalchemy import text

from chassis.clock import SystemClock
from chassis.ids import first_id_of
from chassis.operating.views import FlowView, GaugeView, LateView, OperationsView, WorkerView
from chassis.run.release import release
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
_WORKERS = text(
    "SELECT id, host, release, started_at, heard_at, takes,"
    " floor(extract(epoch FROM now() - heard_at))::integer AS silent_seconds FROM workers ORDER BY started_at, id"
)
_SCHEMA = text("SELECT version_num FROM alembic_version")


async def state_of(work: Work, service: Service) -> OperationsView:
    """What the database says now. The rates are by the machine's clock, which a rehearsal does not move."""
    outbox = (await work.execute(_OUTBOX)).one()
    letters = {row.status: row.count for row in await work.execute(_LETTERS)}
    return OperationsView(
        service=service.name,
        release=release(),
        schema_version=await work.scalar(_SCHEMA),
        at=work.now,
        published=await _published(work, service),
        handled=await _handled(work),
        outbox_waiting=outbox.waiting,
        outbox_oldest=outbox.oldest,
        failed=letters.get("failed", 0),
        parked=letters.get("parked", 0),
        set_aside=letters.get("set_aside", 0),
        late=await _late(work, service),
        next_timer=await work.scalar(_NEXT, {"now": work.now}),
        gauges=await _gauges(work, service),
        workers=[WorkerView.model_validate(row) for row in await work.execute(_WORKERS)],
    )


async def _published(work: Work, service: Service) -> list[FlowView]:
    now = SystemClock().now()
    asked = {"since": first_id_of(now - HOUR), "lately": first_id_of(now - MINUTES)}
    found = {row.name: FlowView.model_validate(row) for row in await work.execute(_PUBLISHED, asked)}
    silent = {topic: FlowView(name=topic, hour=0, minutes=0, last=None) for topic in service.publishes}
    return [each for _, each in sorted((silent | found).items())]


async def _handled(work: Work) -> list[FlowView]:
    first = first_id_of(SystemClock().now() - PATIENCE)
    asked = {"first": first, "since": work.now - HOUR, "lately": work.now - MINUTES}
    return [FlowView.model_validate(row) for row in await work.execute(_HANDLED, asked)]


async def _late(work: Work, service: Service) -> list[LateView]:
    errands = [errand.kind for errand in service.all_timers.errands]
    asked = {"now": work.now, "errands": errands}
    timers = (await work.execute(_TIMERS, {**asked, "most": MOST_COUNTED})).one()
    late = [LateView(kind="timers", late=timers.late, oldest=timers.oldest)] if timers.late else []
    return late + [LateView.model_validate(row) for row in await work.execute(_ERRANDS, asked)]


async def _gauges(work: Work, service: Service) -> list[GaugeView]:
    return [
        GaugeView(name=each.name, meaning=each.meaning, label=str(row[0]), value=float(row[1]))
        for each in service.gauges
        for row in await work.execute(each.values)
    ]
