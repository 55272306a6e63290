"""Which of the database's errors are the machine's, to be waited out, and which are an answer.

What an ordinary error such as OSError means depends on where it was raised: a time zone that is a directory raises one
too. So the connection translates what its driver raises, and only that counts as the database being away.
"""

import asyncpg

_TRANSIENT_CLASSES = ("08", "28", "3D", "53", "57", "58")
"""SQLSTATE classes: connection, sign-in and database name (a password being changed, a restore), resources, operator
intervention, system error."""
_CANCELLED = "57014"
"""The statement ran longer than statement_timeout, or an operator cancelled it: the server is there."""
_STANDBY = "25006"
"""A write on what has become a standby: a failover is under way."""
_CONFLICTS = ("40001", "40P01")
"""Serialisation failure and deadlock: the whole transaction is to be run again."""


class DatabaseAway(Exception):
    """The driver could not reach the database, or lost it: wait, and try again."""


class Overtaken(Exception):
    """What this transaction decided by has changed before it had its locks: run again, it sees that."""


def sqlstate_of(error: BaseException) -> str | None:
    """The SQLSTATE of an error of the database's, or None."""
    return error.sqlstate if isinstance(error, asyncpg.PostgresError) else None


def is_conflict(error: BaseException) -> bool:
    """True when the same transaction, run again, may well succeed."""
    return sqlstate_of(error) in _CONFLICTS or isinstance(error, (Overtaken, asyncpg.InvalidCachedStatementError))


def is_cancelled(error: BaseException) -> bool:
    """True when a statement took too long: a caller may try again, an event must not hold up the others for ever."""
    return sqlstate_of(error) == _CANCELLED


def is_infrastructure(error: BaseException) -> bool:
    """True when the database or the network failed, not what was asked: wait, and try again for ever."""
    if isinstance(error, DatabaseAway) or is_conflict(error):
        return True
    state = sqlstate_of(error) or ""
    return state == _STANDBY or (state[:2] in _TRANSIENT_CLASSES and state != _CANCELLED)
