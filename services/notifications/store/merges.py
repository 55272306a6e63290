"""Two records of one person become one: who is written to, what they do not want, and the messages."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, null, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.merging.recording import Origins, traced
from chassis.merging.undoing import Undone
from chassis.work import Work
from services.notifications.domain.messages import Status
from services.notifications.tables import (
    contact_confirmations,
    links,
    messages,
    metadata,
    opt_outs,
    patients,
    text_patients,
    texts,
    worklist_items,
)

LEFT = (Status.SENDING.value, Status.SENT.value, Status.DOUBTFUL.value, Status.FAILED.value)
"""Of messages: they were handed over, or may have been."""

ORIGINS = Origins(
    pointer=patients.c.merged_into,
    tables=traced(metadata),
    only_moved=frozenset({"worklist_items"}),
    made=frozenset({"opt_outs", "text_patients"}),
)
"""What of a merge is kept, so that it can be undone."""


async def end_patient(work: Work, ends: UUID, into: UUID) -> None:
    """One patient points to the other one, and so do those that pointed to it. Of two merges either may come first."""
    both = select(patients.c.id).where(patients.c.id.in_([ends, into])).order_by(patients.c.id)
    await work.execute(both.with_for_update())
    stays = await person(work, into)
    pointing = (patients.c.id == ends) | (patients.c.merged_into == ends)
    await work.execute(update(patients).where(pointing).values(merged_into=stays))


async def person(work: Work, patient_id: UUID) -> UUID:
    """The patient whose record goes on."""
    goes_on: UUID | None = await work.scalar(select(patients.c.merged_into).where(patients.c.id == patient_id))
    return goes_on or patient_id


async def keep_silent(work: Work, ends: UUID, stays: UUID) -> None:
    """Who said stop in one record has said stop; of two, the one that was said last counts."""
    said = select(opt_outs).where(opt_outs.c.patient_id == ends)
    for row in (await work.execute(said)).all():
        copied = insert(opt_outs).values({**row._mapping, "patient_id": stays})
        for_good = opt_outs.c.question_id.is_(None) | copied.excluded.question_id.is_(None)
        last: dict[str, Any] = {"question_id": case((for_good, null()), else_=opt_outs.c.question_id)}
        for name in ("id", "opted_out_at"):
            last[name] = func.greatest(opt_outs.c[name], copied.excluded[name])
        await work.execute(copied.on_conflict_do_update(index_elements=["patient_id", "scope"], set_=last))


async def move_messages(work: Work, ends: UUID, stays: UUID) -> None:
    """What is planned goes to the patient whose record goes on; what the same event says to both is said once."""
    theirs = (messages.c.patient_id == ends) & (messages.c.status == Status.PLANNED.value)
    other = messages.alias()
    twice = (
        select(other.c.id)
        .where(
            other.c.cause_id == messages.c.cause_id,
            other.c.template == messages.c.template,
            other.c.recipient == f"patient/{stays}",
        )
        .exists()
    )
    once = {"status": Status.CANCELLED.value, "reason": "it goes to the same person already", "settled_at": work.now}
    await work.execute(update(messages).where(theirs, twice).values(**once))
    await work.execute(update(messages).where(theirs).values(recipient=f"patient/{stays}"))
    for table in (messages, links, contact_confirmations, worklist_items):
        await work.execute(update(table).where(table.c.patient_id == ends).values(patient_id=stays))


async def part_messages(work: Work, undone: Undone) -> None:
    """What is planned goes to whose it is; what has left since the merge stays with whom it was sent to."""
    of = messages.c
    mine = of.patient_id == undone.patient_id
    left = mine & (of.settled_at >= undone.merged_at) & of.status.in_(LEFT)
    theirs = {"patient_id": undone.parted_from, "recipient": f"patient/{undone.parted_from}"}
    await work.execute(update(messages).where(left).values(theirs))
    other = of.recipient == f"patient/{undone.parted_from}"
    await work.execute(update(messages).where(mine, other).values(recipient=f"patient/{undone.patient_id}"))


async def links_since(work: Work, undone: Undone) -> Sequence[UUID]:
    """Links about what went back that were sent to the other patient since the merge."""
    sent = (links.c.patient_id == undone.patient_id) & (links.c.made_at >= undone.merged_at)
    return list((await work.execute(select(links.c.id).where(sent))).scalars())


async def part_texts(work: Work, undone: Undone, from_thread: UUID, to_thread: UUID) -> None:
    """What the patient alone wrote is in their own thread again."""
    wrote = select(text_patients.c.text_id).where(text_patients.c.patient_id == undone.patient_id)
    both = select(text_patients.c.text_id).where(text_patients.c.patient_id == undone.parted_from)
    theirs = (texts.c.thread_id == from_thread) & texts.c.id.in_(wrote) & texts.c.id.not_in(both)
    await work.execute(update(texts).where(theirs).values(thread_id=to_thread))
