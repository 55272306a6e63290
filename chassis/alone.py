"""Work inside of other work, with events and audit of its own: all of it is done, or nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.work import Work


@asynccontextmanager
async def alone_in(work: Work) -> AsyncIterator[Work]:
    """What the block does is undone when it raises, also what it has published."""
    within = await work.connection()
    async with work.savepoint():
        alone = Work(work.database, work.now, work.access, work.cause, rehearsal=work.rehearsal, within=within)
        yield alone
        await alone.commit()
    work.timers_set = work.timers_set or alone.timers_set
