"""A run is waited for as long as something moves, within a limit; a failure names what is missing."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import ClassVar

import pytest

from needlepoint.trial import settling
from needlepoint.trial.settling import NotSettled, Settling, _State

PATIENCE = 2.0
"""Seconds, of a clock that moves by one with each look."""


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    seconds = [0.0]
    monkeypatch.setattr(settling, "_PAUSE", 0)
    monkeypatch.setattr(settling, "monotonic", lambda: seconds[0])
    Watched.clock = seconds
    return seconds


class Watched(Settling):
    """Of booking alone, whose database shows these states one after the other, a second apart."""

    clock: ClassVar[list[float]]

    def __init__(self, states: Iterator[_State]) -> None:
        super().__init__()
        self.working = {"booking"}
        self._takes = {"booking": frozenset()}
        self._shows = states

    async def _ask(self, names: Collection[str], now: datetime) -> None:
        self.clock[0] += 1
        self._states["booking"] = next(self._shows)

    async def _due(self, now: datetime) -> list[str]:
        return ["booking has a timer"]

    async def _missing(self) -> list[str]:
        return ["booking waits for an event"]


def state(consumed: int, due: int) -> _State:
    return _State(queued=0, consumed=consumed, due=due, published=Counter())


async def settle(states: Iterator[_State]) -> int:
    return await Watched(states).wait(lambda: datetime(2026, 11, 27, tzinfo=UTC), PATIENCE)


async def test_a_backlog_that_gets_smaller_is_waited_for() -> None:
    backlog = int(settling.LONGEST * PATIENCE) - 1
    assert await settle(state(consumed=each, due=backlog - each) for each in range(backlog + 1)) == 0


async def test_what_stands_still_is_named() -> None:
    with pytest.raises(
        NotSettled, match="booking: 0 queued, 3 due, -7 not consumed; booking has a timer; booking waits for an event"
    ):
        await settle(state(consumed=7, due=3) for _ in count())


async def test_an_errand_whose_worker_has_died_is_not_waited_for_until_its_lease_ends() -> None:
    looks, errands = [0], {"7 until noon"}

    def under_way() -> Iterator[_State]:
        while True:
            looks[0] += 1
            yield _State(queued=0, consumed=7, due=0, published=Counter(), under_way=frozenset(errands))

    watched = Watched(under_way())

    async def looks_of_one_wait() -> int:
        before = looks[0]
        await watched.wait(lambda: datetime(2026, 11, 27, tzinfo=UTC), PATIENCE)
        return looks[0] - before

    assert await looks_of_one_wait() > PATIENCE, "it might have ended"
    assert await looks_of_one_wait() == 1, "it was waited for before"
    errands.add("8 until one")
    assert await looks_of_one_wait() > PATIENCE, "another one has begun"


async def test_what_moves_without_end_is_not_waited_for_without_end() -> None:
    with pytest.raises(NotSettled, match="1 due"):
        await settle(state(consumed=each, due=1) for each in count())


class Asked:
    """A database at rest, that keeps by when it was asked for what is due."""

    def __init__(self) -> None:
        self.by: list[datetime] = []

    async def fetchrow(self, _: str, due_by: datetime, __: str) -> dict[str, object]:
        self.by.append(due_by)
        return {"queued": 0, "consumed": 0, "due": 0, "under_way": [], "next": None, "published": "{}"}


async def test_where_the_clock_runs_what_is_due_in_a_moment_counts_as_due() -> None:
    now, ahead, database = datetime(2026, 11, 27, tzinfo=UTC), timedelta(seconds=2), Asked()
    settling = Settling(ahead)
    settling.working, settling._takes = {"booking"}, {"booking": frozenset()}
    settling._connections = {"booking": database}  # type: ignore[dict-item]  # of it only one call is made
    await settling.wait(lambda: now, PATIENCE)
    assert database.by == [now + ahead]
