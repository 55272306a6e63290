"""Messages as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.domain.confirmations import HIDDEN
from services.notifications.domain.messages import CODE, LEFT, Message, Status, about_appointment
from services.notifications.domain.orders import AT_MOST, SOON, Beside
from services.notifications.domain.recipients import Channel
from services.notifications.domain.repeats import DAY, SAID, Likeness
from services.notifications.domain.several import SEVERAL
from services.notifications.domain.templates import Template
from services.notifications.domain.timing import Anchor
from services.notifications.tables import messages, patients

Found = Row
_INSERT = insert(messages).on_conflict_do_nothing(constraint="messages_once").returning(messages.c.id)
_PLANNED = messages.c.status == text("'planned'")  # as in the partial indexes
_HIDDEN = case(
    (messages.c.facts.has_key(CODE), messages.c.facts.op("||")(literal({CODE: HIDDEN}, JSONB))), else_=messages.c.facts
)
"""The facts without a code."""
_WAITING = _PLANNED & messages.c.planned_for.is_(None)


def message_of(row: Found, template: Template) -> Message:
    """The message that a row of ``messages`` holds, by ``template``."""
    return Message(
        id=row.id,
        code=row.template,
        template=template,
        patient_id=row.patient_id,
        clinic_id=row.clinic_id,
        appointment_id=row.appointment_id,
        anchor=Anchor(row.happened_at, row.starts_at),
        facts=row.facts,
        planned_for=row.planned_for,
        attempts=row.attempts,
        waits_for=row.waits_for,
        about=row.about,
    )


async def insert_messages(work: Work, rows: Sequence[dict[str, Any]]) -> list[UUID]:
    """Keep new messages; answers the ids of those that this event had not caused before, in order."""
    return sorted((await work.execute(_INSERT, rows)).scalars())


async def lock_planned(work: Work, message_id: UUID) -> Found | None:
    """The message, locked, if it is still planned; before it its patient, shared, so that nobody opts out meanwhile."""
    return await _lock_with_patient(work, message_id, _PLANNED)


async def lock_unfinished(work: Work, message_id: UUID) -> Found | None:
    """The same of a message that is planned or being sent."""
    unfinished = messages.c.status.in_([Status.PLANNED.value, Status.SENDING.value])
    return await _lock_with_patient(work, message_id, unfinished)


async def _lock_with_patient(work: Work, message_id: UUID, which: ColumnElement[bool]) -> Found | None:
    """The patient first, as everywhere: a transaction that changes a patient goes on to that patient's messages."""
    patient = select(messages.c.patient_id).where(messages.c.id == message_id).scalar_subquery()
    await work.execute(select(patients.c.id).where(patients.c.id == patient).with_for_update(read=True))
    found = select(messages).where(messages.c.id == message_id, which)
    return (await work.execute(found.with_for_update())).first()


async def lock_message(work: Work, message_id: UUID) -> Found | None:
    """One message, whatever has become of it, locked."""
    return (await work.execute(select(messages).where(messages.c.id == message_id).with_for_update())).first()


async def recipient_of(work: Work, message_id: UUID) -> UUID | None:
    """The patient whom a message is for; None when it is for another, or deleted."""
    found = select(messages.c.patient_id).where(messages.c.id == message_id)
    patient_id: UUID | None = (await work.execute(found)).scalar_one_or_none()
    return patient_id


async def lock_waiting_for_patient(work: Work, patient_id: UUID) -> Sequence[Found]:
    """What waits for anything and goes to this patient; locked."""
    return await _lock_waiting(work, messages.c.patient_id == patient_id)


async def lock_waiting_for_clinic(work: Work, clinic_id: UUID) -> Sequence[Found]:
    """What waits and is about this clinic, or goes to a patient at home there; locked."""
    at_home = select(patients.c.id).where(patients.c.home_clinic_id == clinic_id)
    return await _lock_waiting(work, or_(messages.c.clinic_id == clinic_id, messages.c.patient_id.in_(at_home)))


async def lock_waiting_for_appointment(work: Work, appointment_id: UUID) -> Sequence[Found]:
    """What waits and is about this appointment, also among several; locked."""
    listed = {SEVERAL: [{"appointment_id": str(appointment_id)}]}
    about = messages.c.about == about_appointment(appointment_id)
    return await _lock_waiting(work, about | messages.c.facts.contains(listed))


async def _lock_waiting(work: Work, which: ColumnElement[bool]) -> Sequence[Found]:
    waiting = select(messages).where(_WAITING, which).order_by(messages.c.id)
    return (await work.execute(waiting.with_for_update())).all()


async def waiting_messages(work: Work) -> list[UUID]:
    """Every message that waits for facts or for a signature."""
    return list((await work.execute(select(messages.c.id).where(_WAITING).order_by(messages.c.id))).scalars())


async def waiting_with_another_way(work: Work, channel: Channel) -> list[UUID]:
    """What waits for the carrier of a channel and goes to a patient who has another way."""
    other: ColumnElement[bool] = patients.c.phone.is_not(None)
    if channel is not Channel.WHATSAPP:  # who has WhatsApp has SMS at the same number
        other &= patients.c.email.is_not(None)
    elsewhere = [patients.c.addresses.contains([{"channel": each.value}]) for each in Channel if each is not channel]
    other = or_(other & patients.c.addresses.is_(None), *elsewhere)
    waiting = select(messages.c.id).join(patients, patients.c.id == messages.c.patient_id)
    found = waiting.where(_PLANNED, messages.c.waits_for == channel.value, other)
    return list((await work.execute(found.order_by(messages.c.id))).scalars())


async def alike(work: Work, message: Message) -> list[Likeness]:
    """Messages to the same patient in the same words, about something within a day of it, that are due or have left."""
    moment = func.coalesce(messages.c.starts_at, messages.c.happened_at)
    codes = [message.code, *message.template.said_with.values()]
    same = (messages.c.patient_id == message.patient_id) & messages.c.template.in_(codes)
    near = moment.between(message.anchor.moment - DAY, message.anchor.moment + DAY)
    theirs = same & near & (messages.c.clinic_id == message.clinic_id) & (messages.c.id != message.id)
    leaving = (messages.c.status == Status.SENDING.value) | (_PLANNED & (messages.c.planned_for <= work.now))
    counts = leaving | messages.c.status.in_([each.value for each in SAID])
    found = select(messages.c.id, messages.c.status, moment.label("moment")).where(theirs, counts)
    return [Likeness(row.id, Status(row.status), row.moment) for row in await work.execute(found)]


async def due_beside(work: Work, message: Message) -> list[Beside]:
    """Other messages to the same patient that are due about now, or just being sent."""
    about_now = _PLANNED & messages.c.planned_for.between(work.now - AT_MOST, work.now + SOON)
    due = (messages.c.status == Status.SENDING.value) | about_now
    columns = (messages.c.id, messages.c.template, messages.c.happened_at, messages.c.starts_at)
    found = select(*columns).where(messages.c.patient_id == message.patient_id, messages.c.id != message.id, due)
    rows = await work.execute(found)
    return [Beside(row.id, row.template, Anchor(row.happened_at, row.starts_at)) for row in rows]


async def due_of_patient(work: Work, patient_id: UUID) -> list[UUID]:
    """What is due to a patient and waits for no carrier: it may wait for another message."""
    due = _PLANNED & messages.c.waits_for.is_(None) & (messages.c.planned_for <= work.now)
    found = select(messages.c.id).where(messages.c.patient_id == patient_id, due).order_by(messages.c.id)
    return list((await work.execute(found)).scalars())


async def planned_beside(work: Work, message: Message, codes: Sequence[str], until: datetime) -> datetime | None:
    """When another message of these templates about the same appointment is planned, if by then (UTC)."""
    if not codes:
        return None
    found: datetime | None = await work.scalar(
        select(messages.c.planned_for).where(_beside(message, codes, until)).order_by(messages.c.id).limit(1)
    )
    return found


async def lock_beside(work: Work, message: Message, codes: Sequence[str], until: datetime) -> Found | None:
    """That message, locked."""
    found = select(messages).where(_beside(message, codes, until)).order_by(messages.c.id).limit(1)
    return (await work.execute(found.with_for_update())).first()


def _beside(message: Message, codes: Sequence[str], until: datetime) -> ColumnElement[bool]:
    same = (messages.c.appointment_id == message.appointment_id) & (messages.c.patient_id == message.patient_id)
    of_same_time = messages.c.starts_at == message.anchor.starts_at
    return same & of_same_time & messages.c.template.in_(codes) & _PLANNED & (messages.c.planned_for <= until)


async def change_message(work: Work, message_id: UUID, **values: Any) -> None:
    """Change columns of one message. One that has ended keeps no code."""
    if values.get("settled_at") is not None:
        values["facts"] = _HIDDEN
    await work.execute(update(messages).where(messages.c.id == message_id).values(**values))


async def cancel_planned(work: Work, about: str, reason: str, at: datetime) -> None:
    """Cancel what is planned about something. A message that is just being sent is waited for, and stays sent."""
    await work.execute(
        update(messages)
        .where(messages.c.about == about, _PLANNED)
        .values(status="cancelled", reason=reason, settled_at=at, facts=_HIDDEN)
    )


async def messages_that_left(work: Work, patient_id: UUID, about: str) -> Sequence[Found]:
    """What a patient was sent about something, or could not be sent; the oldest first, locked."""
    left = messages.c.status.in_([*(each.value for each in LEFT), Status.FAILED.value])
    found = select(messages).where(messages.c.patient_id == patient_id, messages.c.about == about, left)
    return (await work.execute(found.order_by(messages.c.id).with_for_update())).all()


async def messages_about(work: Work, about: str) -> list[UUID]:
    """What was written about something, whatever has become of it."""
    said = select(messages.c.id).where(messages.c.about == about).order_by(messages.c.id)
    return list((await work.execute(said)).scalars())


async def messages_of_recall(work: Work, about: str, recipient: str) -> Sequence[Found]:
    """What was written about a recall to recipients like this, whatever has become of it."""
    written = select(messages).where(messages.c.about == about, messages.c.recipient.like(recipient))
    return (await work.execute(written.order_by(messages.c.id))).all()


async def messages_to_directors(work: Work, about: str) -> list[UUID]:
    """What directors were asked about something, whatever has become of it."""
    asked = select(messages.c.id).where(messages.c.about == about, messages.c.recipient.like(text("'director/%'")))
    return list((await work.execute(asked.order_by(messages.c.id))).scalars())
