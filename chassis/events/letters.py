"""Stores dead letters: events that failed, events that are parked behind them, and records that are set aside."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy.dialects.postgresql import insert

from chassis.data.tables import dead_letters
from chassis.events.checks import NotBelieved, Reason
from chassis.events.claims import Identity, identity_of, seen_before
from chassis.events.envelope import Delivery
from chassis.run.failures import failure_of
from chassis.run.logs import describe
from chassis.work import Work

Status = Literal["failed", "parked", "set_aside"]
_INSERT = insert(dead_letters).on_conflict_do_nothing().returning(dead_letters.c.id)


async def keep_failed(
    work: Work, consumer: str, delivery: Delivery, reason: Reason, error: Exception, attempts: int
) -> None:
    """An event of its publisher's that could not be handled: later events of its key are parked behind it."""
    failure = failure_of(error)
    found = {"error": describe(error), "error_type": failure.type, "error_place": failure.place}
    await _keep(work, consumer, delivery, identity_of(delivery), "failed", reason=reason, attempts=attempts, **found)


async def keep_parked(work: Work, consumer: str, delivery: Delivery) -> None:
    """An event that waits behind one that failed."""
    await _keep(work, consumer, delivery, identity_of(delivery), "parked", reason=None, attempts=0)


async def set_aside(
    work: Work, consumer: str, refused: Sequence[tuple[Delivery, NotBelieved]]
) -> list[tuple[Delivery, NotBelieved]]:
    """Records that are not believed; returns those that are new.

    Each is known by its place in Kafka, so it takes no event's identity. An event that had its effect here when the
    clocks showed another time is a duplicate, not a record to look into.
    """
    seen = await seen_before(work, consumer, [identity_of(each) for each, why in refused if why.reason == Reason.CLOCK])
    fresh = []
    for delivery, why in refused:
        if identity_of(delivery) in seen:
            continue
        found = {"error": str(why), "error_type": f"{type(why).__name__} {why.reason}", "error_place": ""}
        place = "", delivery.record_id
        if await _keep(work, consumer, delivery, place, "set_aside", reason=why.reason, attempts=0, **found):
            fresh.append((delivery, why))
    return fresh


async def _keep(
    work: Work,
    consumer: str,
    delivery: Delivery,
    identity: Identity,
    status: Status,
    *,
    reason: Reason | None,
    attempts: int,
    error: str | None = None,
    error_type: str | None = None,
    error_place: str | None = None,
) -> bool:
    source, id = identity
    letter = {
        "consumer": consumer,
        "event_id": id,
        "source": source,
        "topic": delivery.topic,
        "key": delivery.key,
        "type": delivery.type,
        "headers": delivery.headers,
        "value": delivery.value,
        "status": status,
        "reason": reason.value if reason else None,
        "attempts": attempts,
        "error": error,
        "error_type": error_type,
        "error_place": error_place,
        "arrived_at": work.now,
    }
    return (await work.execute(_INSERT, letter)).first() is not None
