"""What somebody who wrote back was asked, as rows."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.domain.questions import Option
from services.notifications.domain.recipients import Route
from services.notifications.tables import reply_options, reply_questions

of = reply_questions.c
_OPEN = of.state == "open"


async def insert_question(work: Work, options: Sequence[Option], **columns: Any) -> None:
    """Keep a question. At most one is open at an address: end the earlier one before."""
    await work.execute(insert(reply_questions).values(**columns, state="open"))
    await work.execute(insert(reply_options), [{"question_id": columns["id"], **asdict(each)} for each in options])


async def lock_question_at(work: Work, sender: Route) -> Row | None:
    """The open question at an address, locked. Whoever is reached there is locked before."""
    found = select(reply_questions).where(of.channel == sender.channel.value, of.address == sender.address, _OPEN)
    return (await work.execute(found.with_for_update())).one_or_none()


async def lock_question_of(work: Work, text_id: UUID) -> Row | None:
    """The open question that a text made needed, locked."""
    found = select(reply_questions).where(of.text_id == text_id, _OPEN)
    return (await work.execute(found.with_for_update())).one_or_none()


async def asked_about(work: Work, text_ids: Sequence[UUID]) -> Sequence[UUID]:
    """Those of the texts about which somebody was asked whether a stop was meant, and has not answered."""
    found = select(of.text_id).where(of.text_id.in_(text_ids), _OPEN, of.scope.is_not(None)).order_by(of.text_id)
    return list((await work.execute(found)).scalars())


async def lock_question(work: Work, question_id: UUID) -> Row | None:
    """A question that is still open, locked."""
    found = select(reply_questions).where(of.id == question_id, _OPEN)
    return (await work.execute(found.with_for_update())).one_or_none()


async def people_asked_about(work: Work, question_id: UUID) -> Sequence[UUID]:
    """Whom the answers of a question are about."""
    people = select(reply_options.c.patient_id).distinct().where(reply_options.c.question_id == question_id)
    return list((await work.execute(people.order_by(reply_options.c.patient_id))).scalars())


async def options_of(work: Work, question_id: UUID) -> tuple[Option, ...]:
    """The answers that were offered, in their order."""
    found = select(reply_options).where(reply_options.c.question_id == question_id).order_by(reply_options.c.reply)
    rows = (await work.execute(found)).all()
    return tuple(Option(each.reply, each.patient_id, each.appointment_id, each.starts_at) for each in rows)


async def end_question(work: Work, question_id: UUID, state: str) -> None:
    """It is ``answered``, ``lapsed`` or ``settled``."""
    await work.execute(update(reply_questions).where(of.id == question_id).values(state=state))


async def erase_questions(work: Work, patient_id: UUID) -> None:
    """Questions about this patient alone; of a shared telephone only what stands for them."""
    theirs = delete(reply_options).where(reply_options.c.patient_id == patient_id)
    touched = list((await work.execute(theirs.returning(reply_options.c.question_id))).scalars())
    left = select(reply_options.c.question_id).where(reply_options.c.question_id == of.id).exists()
    await work.execute(delete(reply_questions).where(of.id.in_(touched), ~left))


async def move_questions(work: Work, ends: UUID, stays: UUID) -> None:
    """What stands for the record that ends stands for the person from now on."""
    await work.execute(update(reply_options).where(reply_options.c.patient_id == ends).values(patient_id=stays))
