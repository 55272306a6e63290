"""An item of a service's worklist that somebody takes and gives back until it is overdue: its events are published."""

from sqlalchemy import select

from chassis.ids import new_id
from chassis.worklist.tables import worklist_items
from tests.support.running import Running


async def take_and_give_back(running: Running) -> None:
    """Of the service's first kind, about no patient."""
    worklist, subject = running.service.worklist, new_id()
    async with running.work() as work:
        due_at = work.now
        await worklist.open(work, worklist.kinds[0], subject, clinic_id=new_id(), patient_id=None, due_at=due_at)
        item = await work.scalar(select(worklist_items.c.id).where(worklist_items.c.subject_id == subject))
    async with running.work() as work:
        await worklist.claim(work, item)
    async with running.work() as work:
        await worklist.release(work, item)
    await running.fire_timers()
