"""How late timers are. Errands apart: they wait for what is outside, which no worker can hurry."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from chassis.data.database import Connection
from chassis.data.tables import timers
from chassis.run.telemetry import Telemetry


async def observe_timers(connection: Connection, telemetry: Telemetry, now: datetime, errands: Sequence[str]) -> None:
    """Set the gauges, from what is due at ``now`` (UTC). ``errands`` are the kinds of timers that are errands."""
    of = timers.c
    ordinary = select(func.count(), func.min(of.due_at)).where(of.due_at <= now, of.kind.not_in(errands))
    count, oldest = (await connection.execute(ordinary)).one()
    telemetry.timers_late.set(count)
    telemetry.timers_lateness.set((now - oldest).total_seconds() if oldest else 0)
    waiting = select(of.kind, func.min(of.retry_at).label("since")).where(of.retry_at <= now, of.kind.in_(errands))
    found = {row.kind: row.since for row in await connection.execute(waiting.group_by(of.kind))} if errands else {}
    for kind in errands:
        since = found.get(kind)
        telemetry.errands_lateness.labels(kind=kind).set((now - since).total_seconds() if since else 0)
