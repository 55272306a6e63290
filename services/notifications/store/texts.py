"""What people wrote back, as rows."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.domain.recipients import Route
from services.notifications.domain.texts import KeptLately, Reached, TextState
from services.notifications.tables import patients, text_patients, texts, threads

of = texts.c


async def keep_text(work: Work, reached: Sequence[Reached], **columns: Any) -> Row | None:
    """Keep a text and who is reached where it came from; None when the gateway has delivered it before."""
    statement = upsert(texts).values(**columns)
    once = statement.on_conflict_do_nothing(
        index_elements=["channel", "gateway_id"], index_where=of.gateway_id.is_not(None)
    )
    kept = (await work.execute(once.returning(*texts.columns))).one_or_none()
    if kept is not None and reached:
        rows = [{"text_id": kept.id, **asdict(each)} for each in reached]
        await work.execute(insert(text_patients), rows)
    return kept


async def delivered_before(work: Work, sender: Route, gateway_id: str | None) -> Row | None:
    """The text that the gateway has delivered under this id already."""
    if gateway_id is None:
        return None
    found = select(texts).where(of.channel == sender.channel.value, of.gateway_id == gateway_id)
    return (await work.execute(found)).one_or_none()


async def kept_of_unknown(work: Work, address: str, since: datetime) -> KeptLately:
    """How many texts of unknown senders were kept since then (UTC).

    What arrives at this moment elsewhere is not seen: as many more can be kept as there are processes.
    """
    counts = select(func.count().filter(of.sender == address).label("of_sender"), func.count().label("of_all"))
    row = (await work.execute(counts.where(~of.known, of.received_at > since))).one()
    return KeptLately(row.of_sender, row.of_all)


async def find_text(work: Work, text_id: UUID) -> Row | None:
    """One text."""
    return (await work.execute(select(texts).where(of.id == text_id))).one_or_none()


async def lock_text(work: Work, text_id: UUID) -> Row | None:
    """One text, locked."""
    return (await work.execute(select(texts).where(of.id == text_id).with_for_update())).one_or_none()


async def change_text(work: Work, text_id: UUID, **columns: Any) -> Row:
    """Change columns of a locked text. Answers the new row."""
    statement = update(texts).where(of.id == text_id).values(**columns)
    return (await work.execute(statement.returning(*texts.columns))).one()


async def name_writer(work: Work, text_id: UUID, writer: Reached) -> None:
    """One patient wrote it, and nobody else who is reached there."""
    others = (text_patients.c.text_id == text_id) & (text_patients.c.patient_id != writer.patient_id)
    await work.execute(delete(text_patients).where(others))
    row = {"text_id": text_id, **asdict(writer)}
    await work.execute(upsert(text_patients).values(**row).on_conflict_do_nothing())


async def answer_texts(work: Work, text_id: UUID) -> Row | None:
    """What was meant by a text that waits is known. Answers the text; None when it waited for nobody.

    One that says more than that still waits.
    """
    waits = (of.id == text_id) & (of.state == TextState.OPEN.value) & ~of.says_more
    said = update(texts).where(waits).values(state=TextState.OBEYED.value)
    return (await work.execute(said.returning(*texts.columns))).one_or_none()


async def reached_by(work: Work, text_id: UUID) -> Sequence[Row]:
    """Who is reached where a text came from, each with the home clinic of that day and of today."""
    statement = (
        select(*text_patients.columns, patients.c.given_name, patients.c.home_clinic_id)
        .outerjoin(patients, patients.c.id == text_patients.c.patient_id)
        .where(text_patients.c.text_id == text_id)
        .order_by(text_patients.c.patient_id)
    )
    return (await work.execute(statement)).all()


async def waiting_elsewhere(work: Work, patient_id: UUID) -> Sequence[Row]:
    """Texts that wait for a person and that only this patient can have written, in threads that are not theirs."""
    others = text_patients.alias()
    alone = ~select(others.c.text_id).where(others.c.text_id == of.id, others.c.patient_id != patient_id).exists()
    theirs = select(threads.c.id).where(threads.c.patient_id == patient_id).scalar_subquery()
    statement = (
        select(texts)
        .join(text_patients, text_patients.c.text_id == of.id)
        .where(text_patients.c.patient_id == patient_id, of.state == TextState.OPEN.value, alone)
        .where(of.thread_id.is_distinct_from(theirs))
        .order_by(of.received_at)
    )
    return (await work.execute(statement)).all()


async def erase_texts(work: Work, patient_id: UUID) -> Sequence[Row]:
    """Delete what only this patient can have written; a text of a shared telephone stays for the others.

    Answers those that stay and wait for somebody.
    """
    theirs = delete(text_patients).where(text_patients.c.patient_id == patient_id)
    touched = list((await work.execute(theirs.returning(text_patients.c.text_id))).scalars())
    shared = select(text_patients.c.text_id).where(text_patients.c.text_id == of.id).exists()
    await work.execute(delete(texts).where(of.id.in_(touched), ~shared))
    left = select(texts).where(of.id.in_(touched), of.state == TextState.OPEN.value).order_by(of.id)
    return (await work.execute(left)).all()


async def move_texts(work: Work, ends: UUID, stays: UUID) -> None:
    """Texts follow to the record that goes on; one that reached both records reaches one person."""
    other = text_patients.alias()
    both = select(other.c.text_id).where(other.c.text_id == text_patients.c.text_id, other.c.patient_id == stays)
    await work.execute(delete(text_patients).where(text_patients.c.patient_id == ends, both.exists()))
    await work.execute(update(text_patients).where(text_patients.c.patient_id == ends).values(patient_id=stays))


async def texts_by(work: Work, patient_id: UUID) -> Sequence[Row]:
    """Texts that reached a patient, in the order of their ids: ``text_id`` and ``clinic_id``."""
    of = text_patients.c
    theirs = select(of.text_id, of.clinic_id).where(of.patient_id == patient_id)
    return (await work.execute(theirs.order_by(of.text_id))).all()
