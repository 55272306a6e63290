"""Planning messages: a row and a durable timer each, once per cause, template and recipient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.ids import new_id
from chassis.work import Work
from services.notifications.commands.settle import end_unsent
from services.notifications.commands.surroundings import surroundings_of
from services.notifications.domain.catalogue import template_named
from services.notifications.domain.delivery import TOO_LATE, CallOff, Decision, Fail, LookAgain, Skip, Wait, obstacle_to
from services.notifications.domain.planning import plan
from services.notifications.domain.template import Template
from services.notifications.domain.timing import Anchor
from services.notifications.tables import messages, patients

DELIVER = "deliver"
"""The timer that delivers one message; its key is the message's id."""


@dataclass(frozen=True)
class Cause:
    """What a message is about, and to whom it goes: a patient, or without one the clinic's stock contact."""

    about: str
    """What it is called off by, e.g. ``appointment/<id>``."""
    clinic_id: UUID
    happened_at: datetime
    """UTC."""
    patient_id: UUID | None = None
    appointment_id: UUID | None = None
    starts_at: datetime | None = None
    """UTC. The appointment's start, as told."""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def recipient(self) -> str:
        """Who gets it: with template and event, what no two messages share."""
        return f"patient/{self.patient_id}" if self.patient_id else f"clinic/{self.clinic_id}"


async def plan_messages(work: Work, cause: Cause, *templates: Template) -> None:
    """Plan each of ``templates`` for ``cause``. Those that this event has already caused are left alone."""
    for template in templates:
        anchor = Anchor(cause.happened_at, cause.starts_at)
        planned = await work.execute(
            insert(messages)
            .values(
                id=new_id(),
                cause_id=work.cause.event_id or new_id(),
                template=template.code,
                recipient=cause.recipient,
                patient_id=cause.patient_id,
                clinic_id=cause.clinic_id,
                appointment_id=cause.appointment_id,
                about=cause.about,
                happened_at=cause.happened_at,
                starts_at=cause.starts_at,
                not_after=template.not_after.moment(anchor),
                facts=dict(cause.facts),
                status="planned",
            )
            .on_conflict_do_nothing(constraint="messages_once")
            .returning(*messages.c)
        )
        message = planned.first()
        if message is None:
            continue
        if work.now >= message.not_after:  # history that is heard late is nobody's failure, known patient or not
            await end_unsent(work, message, Skip(TOO_LATE))
        else:
            await schedule(work, message)


async def schedule(work: Work, message: Row[Any]) -> None:
    """Find when ``message`` goes out and set its timer, or end it; without the facts it needs, let it wait for them."""
    template = template_named(message.template)
    around = await surroundings_of(work, message)
    outcome: Decision | None = obstacle_to(around.seen)
    if outcome is None and around.clinic and around.seen.hours:
        anchor = Anchor(message.happened_at, message.starts_at)
        outcome = plan(template, anchor, now=work.now, zone=around.clinic.zone, hours=around.seen.hours)
    if isinstance(outcome, Wait):
        await put_off(work, message.id, outcome.until)
    elif isinstance(outcome, LookAgain):
        await work.set_timer(DELIVER, str(message.id), outcome.at)
    elif isinstance(outcome, Skip | Fail | CallOff):
        await end_unsent(work, message, outcome)


async def put_off(work: Work, message_id: UUID, until: datetime) -> None:
    """Deliver at ``until`` (UTC)."""
    await work.execute(update(messages).where(messages.c.id == message_id).values(planned_for=until))
    await work.set_timer(DELIVER, str(message_id), until)


async def plan_waiting_for_patient(work: Work, patient_id: UUID) -> None:
    """The patient is known now: plan what waited for that."""
    await _plan_waiting(work, messages.c.patient_id == patient_id)


async def plan_waiting_for_clinic(work: Work, clinic_id: UUID) -> None:
    """The clinic is known now: plan what is about it, and what goes to patients at home there."""
    at_home = select(patients.c.id).where(patients.c.home_clinic_id == clinic_id)
    await _plan_waiting(work, or_(messages.c.clinic_id == clinic_id, messages.c.patient_id.in_(at_home)))


async def plan_waiting_for_appointment(work: Work, appointment_id: UUID) -> None:
    """The appointment is known now: plan what was told of it by another topic before."""
    await _plan_waiting(work, messages.c.about == about_appointment(appointment_id))


async def _plan_waiting(work: Work, which: ColumnElement[bool]) -> None:
    waiting = select(messages).where(messages.c.status == "planned", messages.c.planned_for.is_(None), which)
    for message in (await work.execute(waiting.order_by(messages.c.id).with_for_update())).all():
        await schedule(work, message)


async def call_off(work: Work, about: str, reason: str, only: Sequence[Template] = ()) -> None:
    """Cancel what is planned about something. A message that is just being sent is waited for, and stays sent.

    The timers stay: each finds nothing to do. Deleting them here would take locks in the other order than delivery.
    """
    statement = update(messages).where(messages.c.about == about, messages.c.status == "planned")
    if only:
        statement = statement.where(messages.c.template.in_([template.code for template in only]))
    await work.execute(statement.values(status="cancelled", reason=reason, settled_at=work.now))


def about_appointment(appointment_id: UUID) -> str:
    """What messages about an appointment are called off by."""
    return f"appointment/{appointment_id}"
