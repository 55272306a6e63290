"""A worker that says that it runs stops saying so when it is told to, whatever happens at the same moment."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

from chassis.data.database import Database
from chassis.events.consumer import Taken
from chassis.run.presence import Presence


class Silent:
    """A database that takes every statement."""

    @asynccontextmanager
    async def begin(self) -> AsyncIterator["Silent"]:
        yield self

    async def execute(self, *_: Any) -> None:
        """Nothing is kept."""


async def test_it_ends_also_when_it_is_told_to_as_kafka_answers() -> None:
    asked, answer = asyncio.Event(), asyncio.get_running_loop().create_future()

    async def taken() -> Sequence[Taken]:
        asked.set()
        await answer
        return []

    saying = asyncio.create_task(Presence(cast(Database, Silent()), taken).run())
    await asked.wait()
    answer.set_result(None)
    await asyncio.sleep(0)  # Kafka's answer is on its way, and nobody has looked at it
    saying.cancel()

    ended, _ = await asyncio.wait({saying}, timeout=2)
    assert ended, "it went on, and a worker that stops would wait for it for ever"
