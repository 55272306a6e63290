"""How many statements a use case takes: a count that no busy machine can blur, held against a file beside the test."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import pytest
from asyncpg.connection import LoggedQuery

from chassis.data.database import Database, Driver

_ONCE_A_CONNECTION = ("typeinfo_tree", "set_config('jit'")
"""What asyncpg asks of the server before it first sends a range."""
_ABOUT_TRANSACTIONS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")

_counting: ContextVar[list[str] | None] = ContextVar("counting", default=None)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """What runs in this task and those that it starts: the access log's writer and the relay use the same pool."""
    statements: list[str] = []
    token = _counting.set(statements)

    def note(query: LoggedQuery) -> None:
        if not any(part in query.query for part in _ONCE_A_CONNECTION):
            statements.append(" ".join(query.query.split()))

    acquire, release = database.acquire, database.release

    async def listening() -> Driver:
        driver = await acquire()
        if _counting.get() is statements:
            driver.add_query_logger(note)
        return driver

    async def no_longer(driver: Driver) -> None:
        driver.remove_query_logger(note)
        await release(driver)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "acquire", listening)
        patch.setattr(database, "release", no_longer)
        yield statements
    _counting.reset(token)


def assert_as_written_down(took: Mapping[str, Sequence[str]], written: Path) -> None:
    """Compare with a file that says of each use case how many statements it runs, and how many round trips it makes.

    When a count falls, write the new one into the file; a count that rises needs a reason in the commit.
    """
    counts = {
        name: {
            "statements": sum(not each.startswith(_ABOUT_TRANSACTIONS) for each in statements),
            "round_trips": len(statements),
        }
        for name, statements in took.items()
    }
    assert counts == json.loads(written.read_text()), json.dumps(counts, indent=2)
