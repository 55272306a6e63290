"""Stores dead letters: events that failed, events that are parked behind them, and records that are set aside.

Those that are settled leave nothing of their content.
"""

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, delete, literal, select
from sqlalchemy.dialects.postgresql import insert

from chassis.data.tables import dead_letters, settled_dead_letters
from chassis.events.checks import LONGEST_KEY, NotBelieved, Reason
from chassis.events.claims import Identity, identity_of, seen_before
from chassis.events.envelope import Delivery
from chassis.run.failures import failure_of
from chassis.run.logs import describe
from chassis.work import Work

Status = Literal["failed", "parked", "set_aside"]
_INSERT = insert(dead_letters).on_conflict_do_nothing().returning(dead_letters.c.event_id)
_KEPT = tuple(column.name for column in settled_dead_letters.c if column.name in dead_letters.c)


async def keep_failed(
    work: Work, consumer: str, delivery: Delivery, reason: Reason, error: Exception, attempts: int
) -> None:
    """An event of its publisher's that could not be handled: later events of its key are parked behind it."""
    failure = failure_of(error)
    letter = _letter(work, consumer, delivery, identity_of(delivery), "failed") | {
        "reason": reason.value,
        "attempts": attempts,
        "error": describe(error),
        "error_type": failure.type,
        "error_place": failure.place,
    }
    await work.execute(_INSERT, letter)


async def keep_parked(work: Work, consumer: str, delivery: Delivery) -> None:
    """An event that waits behind one that failed."""
    await work.execute(_INSERT, _letter(work, consumer, delivery, identity_of(delivery), "parked"))


async def set_aside(
    work: Work, consumer: str, refused: Sequence[tuple[Delivery, NotBelieved]]
) -> list[tuple[Delivery, NotBelieved]]:
    """Records that are not believed; returns those that are new.

    Each is known by its place in Kafka, so it takes no event's identity. An event that had its effect here when the
    clocks showed another time is a duplicate, not a record to look into.
    """
    dated = [identity_of(delivery) for delivery, why in refused if why.reason == Reason.CLOCK]
    seen = await seen_before(work, consumer, dated) if dated else set()
    wanted = {each[0].record_id: each for each in refused if identity_of(each[0]) not in seen}
    letters = [
        _letter(work, consumer, delivery, ("", id), "set_aside")
        | {"reason": why.reason.value, "error": str(why), "error_type": f"{type(why).__name__} {why.reason}"}
        for id, (delivery, why) in wanted.items()
    ]
    return [wanted[row.event_id] for row in await work.execute(_INSERT, letters)]


async def settle(work: Work, which: ColumnElement[bool], outcome: Literal["replayed", "discarded"]) -> None:
    """Move dead letters to the settled ones, without their content."""
    gone = delete(dead_letters).where(which).returning(*(dead_letters.c[name] for name in _KEPT)).cte("gone")
    how = {"settled_at": literal(work.now), "outcome": literal(outcome)}
    settled = select(*gone.c, *how.values())
    await work.execute(insert(settled_dead_letters).from_select([*_KEPT, *how], settled))


def _letter(work: Work, consumer: str, delivery: Delivery, identity: Identity, status: Status) -> dict[str, Any]:
    source, id = identity
    return {
        "consumer": consumer,
        "event_id": id,
        "source": source,
        "topic": delivery.topic,
        "key": delivery.key[:LONGEST_KEY],  # none that is believed is longer
        "type": delivery.type[:LONGEST_KEY],
        "headers": delivery.headers,
        "value": delivery.value,
        "status": status,
        "reason": None,
        "attempts": 0,
        "error": None,
        "error_type": None,
        "error_place": None,
        "arrived_at": work.now,
    }
