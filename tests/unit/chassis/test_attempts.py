"""A request whose transaction lost a conflict is run again; what the database refuses has words."""

import asyncpg
import pytest

from chassis.http.attempts import ATTEMPTS, again_after_conflicts
from chassis.http.request_checks import NotStorable
from chassis.refusals import Unavailable


async def test_after_a_deadlock_it_is_run_again() -> None:
    failures = [asyncpg.DeadlockDetectedError(), asyncpg.SerializationError()]

    async def once() -> str:
        if failures:
            raise failures.pop()
        return "taken"

    assert await again_after_conflicts(once) == "taken"
    assert failures == []


async def test_what_always_loses_is_given_up() -> None:
    tried: list[int] = []

    async def once() -> None:
        tried.append(len(tried))
        raise asyncpg.DeadlockDetectedError

    with pytest.raises(Unavailable):
        await again_after_conflicts(once)
    assert len(tried) == ATTEMPTS


async def test_a_value_that_cannot_be_kept_is_refused_at_once() -> None:
    async def once() -> None:
        raise asyncpg.CharacterNotInRepertoireError

    with pytest.raises(NotStorable):
        await again_after_conflicts(once)
