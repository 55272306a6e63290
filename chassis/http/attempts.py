"""A request's transaction, run again after a conflict; and what is answered when the database was the cause."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from chassis.data.errors import is_cancelled, is_conflict, is_infrastructure, sqlstate_of
from chassis.http.request_checks import NotStorable
from chassis.refusals import Unavailable
from chassis.run.logs import describe
from chassis.work import AnsweredAlready

log = structlog.get_logger()

Answer = TypeVar("Answer")

ATTEMPTS = 8
"""How often a transaction that lost a conflict (40001, 40P01) is run again."""
_UNSTORABLE = ("22000", "22001", "22003", "22007", "22008", "22021", "22P02", "22P05")
"""SQLSTATEs of values that PostgreSQL, or its driver, cannot represent."""


async def again_after_conflicts(once: Callable[[], Awaitable[Answer]]) -> Answer:
    """What ``once`` answers, which runs one transaction. Raises NotStorable, Unavailable, and whatever it raises."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await once()
        except Exception as error:
            if (not isinstance(error, AnsweredAlready) and not is_conflict(error)) or attempt == ATTEMPTS:
                raise _refusal_of(error) from error
            await asyncio.sleep(0.005 * 2**attempt)
    raise AssertionError("unreachable")


def _refusal_of(error: Exception) -> Exception:
    """The same error, or a refusal when a value or the database was the cause and not the program."""
    if sqlstate_of(error) in _UNSTORABLE:
        log.warning("value_not_storable", error=describe(error))
        return NotStorable("A value of this request cannot be stored: give a smaller number, or another date or text.")
    if not (is_infrastructure(error) or is_cancelled(error)):
        return error
    log.warning("request_without_database", error=describe(error))
    # The outcome is unknown: a connection that breaks during a commit does not say whether it took effect.
    return Unavailable("The database does not answer: try again in a moment, with the same Idempotency-Key.")
