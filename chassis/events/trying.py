"""What a replay would do: the reactions run in a transaction that is rolled back.

The database itself says which rows they changed, so that nothing has to be declared and nothing can be forgotten. Rows
that the reactions lock stay locked until the end of the trial, as in a replay.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text

from chassis.data.errors import is_infrastructure
from chassis.data.rows import Row
from chassis.run.logs import describe
from chassis.work import Work

_COUNTS = text(
    "SELECT coalesce(parent.relname, own.relname) AS name, sum(n_tup_ins)::bigint AS added,"
    " sum(n_tup_upd)::bigint AS changed, sum(n_tup_del)::bigint AS deleted"
    " FROM pg_stat_xact_user_tables AS own"
    " LEFT JOIN pg_inherits ON inhrelid = own.relid LEFT JOIN pg_class AS parent ON parent.oid = inhparent"
    " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 GROUP BY 1"
)
_CHECK_NOW = text("SET CONSTRAINTS ALL IMMEDIATE")
Counts = Mapping[str, tuple[int, int, int]]
"""By table: rows added, changed, deleted."""


class TrialEnded(Exception):
    """Raised at the end of a trial, so that its transaction is rolled back."""


@dataclass(frozen=True)
class TableChange:
    """Rows of one table that an event would change."""

    table: str
    added: int
    changed: int
    deleted: int


@dataclass(frozen=True)
class Effect:
    """What handling one event would do."""

    id: int
    """Of the dead letter."""
    type: str
    published: tuple[str, ...]
    """The types of the events that would be published, in order."""
    changes: tuple[TableChange, ...]
    """By table; timers that would be set are rows of ``timers``."""
    error: str | None
    """Why it would fail again, and the events behind it would go on waiting; None where it would take effect."""


async def try_each(work: Work, rows: Sequence[Row], handle: Callable[[Row], Awaitable[None]]) -> list[Effect]:
    """What each of these dead letters would do, one after the other, up to the first that fails.

    The caller rolls ``work`` back. Raises what the database raises when it is away.
    """
    effects: list[Effect] = []
    before = await _counts(work)
    for row in rows:
        known, error = len(work.published), None
        try:
            async with work.savepoint():
                await handle(row)
                await work.execute(_CHECK_NOW)
        except Exception as failure:
            if is_infrastructure(failure):
                raise
            error = describe(failure)
        after = await _counts(work)
        new = work.published[known:] if error is None else ()
        changes = _changes(before, after) if error is None else ()
        effects.append(Effect(row.id, row.type, tuple(each.type_name() for each in new), changes, error))
        if error is not None:
            break
        before = after
    return effects


async def _counts(work: Work) -> Counts:
    rows = await work.execute(_COUNTS)
    return {row.name: (row.added, row.changed, row.deleted) for row in rows}


def _changes(before: Counts, after: Counts) -> tuple[TableChange, ...]:
    none = (0, 0, 0)
    found = (
        TableChange(name, *(now - then for now, then in zip(counts, before.get(name, none), strict=True)))
        for name, counts in sorted(after.items())
    )
    return tuple(each for each in found if each.added or each.changed or each.deleted)
