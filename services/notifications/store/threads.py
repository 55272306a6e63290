"""Conversations of front desks, as rows. Whoever is reached is locked first, then the thread, then its texts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.notifications.domain.recipients import Route
from services.notifications.domain.texts import TextState
from services.notifications.domain.threads import ThreadState
from services.notifications.tables import patients, text_patients, texts, threads

of = threads.c


async def thread_of_patient(work: Work, patient_id: UUID, clinic_id: UUID) -> Row:
    """The thread of one patient, locked; begun, and closed so far, where there is none."""
    return await _at(work, index=["patient_id"], patient_id=patient_id, clinic_id=clinic_id)


async def thread_at(work: Work, sender: Route, clinic_id: UUID | None) -> Row:
    """The thread of a number or address of which nobody knows who writes from it; the same."""
    return await _at(
        work,
        index=["channel", "address"],
        channel=sender.channel.value,
        address=sender.address,
        clinic_id=clinic_id,
    )


async def _at(work: Work, *, index: list[str], **whose: Any) -> Row:
    """The clinic follows the last text of which one is known: patients move."""
    which = of.patient_id.is_not(None) if "patient_id" in whose else of.patient_id.is_(None)
    begun = insert(threads).values(id=new_id(), state=ThreadState.CLOSED.value, since=work.now, steps=[], **whose)
    there = begun.on_conflict_do_update(
        index_elements=index,
        index_where=which,
        set_={"clinic_id": func.coalesce(begun.excluded.clinic_id, of.clinic_id)},
    )
    return (await work.execute(there.returning(*threads.columns))).one()


async def find_thread(work: Work, thread_id: UUID) -> Row | None:
    """One thread."""
    return (await work.execute(select(threads).where(of.id == thread_id))).one_or_none()


async def find_thread_of(work: Work, patient_id: UUID) -> Row | None:
    """A patient's thread, if they have one."""
    return (await work.execute(select(threads).where(of.patient_id == patient_id))).one_or_none()


async def lock_thread(work: Work, thread_id: UUID) -> Row | None:
    """One thread, locked."""
    return (await work.execute(select(threads).where(of.id == thread_id).with_for_update())).one_or_none()


async def change_thread(work: Work, thread_id: UUID, **columns: Any) -> Row:
    """Change columns of a locked thread. Answers the new row."""
    changed = update(threads).where(of.id == thread_id).values(**columns)
    return (await work.execute(changed.returning(*threads.columns))).one()


async def delete_thread(work: Work, thread_id: UUID) -> None:
    """Texts that are left belong to no thread then."""
    await work.execute(delete(threads).where(of.id == thread_id))


async def texts_of(work: Work, thread_id: UUID) -> Sequence[Row]:
    """All texts of a thread, the oldest first."""
    found = select(texts).where(texts.c.thread_id == thread_id)
    return (await work.execute(found.order_by(texts.c.received_at, texts.c.id))).all()


async def waiting_texts(work: Work, thread_id: UUID) -> Sequence[Row]:
    """Those that wait for a person, the oldest first; locked."""
    waits = (texts.c.thread_id == thread_id) & (texts.c.state == TextState.OPEN.value)
    found = select(texts).where(waits).order_by(texts.c.received_at, texts.c.id)
    return (await work.execute(found.with_for_update())).all()


async def last_text_of(work: Work, thread_id: UUID) -> Row | None:
    """What came last."""
    found = select(texts).where(texts.c.thread_id == thread_id)
    return (await work.execute(found.order_by(texts.c.received_at.desc(), texts.c.id.desc()).limit(1))).one_or_none()


async def people_of(work: Work, thread_id: UUID) -> Sequence[Row]:
    """Who can have written what a thread holds, each once, with the home clinics of that day and of today."""
    statement = (
        select(text_patients.c.patient_id, text_patients.c.clinic_id, patients.c.given_name, patients.c.home_clinic_id)
        .ext(distinct_on(text_patients.c.patient_id))
        .select_from(
            text_patients.join(texts, texts.c.id == text_patients.c.text_id).outerjoin(
                patients, patients.c.id == text_patients.c.patient_id
            )
        )
        .where(texts.c.thread_id == thread_id)
        .order_by(text_patients.c.patient_id, text_patients.c.text_id.desc())
    )
    return (await work.execute(statement)).all()


async def move_to_thread(work: Work, from_thread: UUID, to_thread: UUID) -> None:
    """All texts of one thread are the other's from now on."""
    await work.execute(update(texts).where(texts.c.thread_id == from_thread).values(thread_id=to_thread))


async def erase_threads(work: Work, patient_id: UUID) -> None:
    """A patient's thread, with what was noted in it; and those of addresses from which nothing is left."""
    empty = of.patient_id.is_(None) & ~select(texts.c.id).where(texts.c.thread_id == of.id).exists()
    await work.execute(delete(threads).where((of.patient_id == patient_id) | empty))
