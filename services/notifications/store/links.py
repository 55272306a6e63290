"""Links in messages as rows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.domain.links import Ended, LinkState
from services.notifications.tables import links, messages, patients


async def keep_link(work: Work, values: dict[str, Any]) -> Row:
    """The link of a message: a new one, or the one that it has."""
    made = insert(links).values(values).on_conflict_do_nothing(index_elements=["message_id"])
    await work.execute(made)
    return (await work.execute(select(links).where(links.c.message_id == values["message_id"]))).one()


async def link_of_message(work: Work, message_id: UUID) -> Row | None:
    """The link in a message, if it has one."""
    return (await work.execute(select(links).where(links.c.message_id == message_id))).one_or_none()


async def lock_link_by_digest(work: Work, digest: str) -> Row | None:
    """The link with this secret, locked, so that tries are counted one after the other."""
    return await _lock(work, links.c.digest == digest)


async def lock_link(work: Work, link_id: UUID) -> Row | None:
    """One link, locked."""
    return await _lock(work, links.c.id == link_id)


async def _lock(work: Work, which: ColumnElement[bool]) -> Row | None:
    found = (
        select(links, messages.c.template, messages.c.language, patients.c.birth_digest)
        .join(messages, messages.c.id == links.c.message_id)
        .outerjoin(patients, patients.c.id == links.c.patient_id)
        .where(which)
    )
    return (await work.execute(found.with_for_update(of=links))).one_or_none()


async def change_link(work: Work, link_id: UUID, **values: Any) -> None:
    """Change columns of one link."""
    await work.execute(update(links).where(links.c.id == link_id).values(**values))


async def end_links_where(work: Work, why: Ended, **which: object) -> Sequence[UUID]:
    """End what is open, of the links that have these values.

    Answers the ids of those that had died of wrong tries, whose patients wait for a call.
    """
    died = links.c.ended_as == Ended.TRIES.value
    theirs = [links.c[name] == value for name, value in which.items()]
    found = select(links.c.id, links.c.state).where(*theirs, (links.c.state == LinkState.OPEN.value) | died)
    rows = (await work.execute(found.with_for_update())).all()
    still = [row.id for row in rows if row.state == LinkState.OPEN]
    if still:
        ended = update(links).where(links.c.id.in_(still))
        await work.execute(ended.values(state=LinkState.ENDED.value, ended_as=why.value, ended_at=work.now))
    return [row.id for row in rows if row.state != LinkState.OPEN]
