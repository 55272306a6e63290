"""Planning messages: a row and a durable timer each, once per cause, template and recipient."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.ids import new_id
from chassis.work import Work
from services.notifications.domain.delivery import TOO_LATE, LookAgain, Skip, Wait, next_look, obstacle_to
from services.notifications.domain.message import Message, Status
from services.notifications.domain.planning import plan
from services.notifications.domain.template import Template
from services.notifications.domain.timing import Anchor
from services.notifications.store.kept import message_of
from services.notifications.store.settle import STATUS_OF, Unsent, end_unsent, tell_of_failure
from services.notifications.store.surroundings import Surroundings, surroundings_of
from services.notifications.tables import messages, patients

_PLAN = insert(messages).on_conflict_do_nothing(constraint="messages_once").returning(messages.c.id)
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

    def message(self, template: Template) -> Message:
        """A new message for this cause."""
        anchor = Anchor(self.happened_at, self.starts_at)
        return Message(
            new_id(), template, self.patient_id, self.clinic_id, self.appointment_id, anchor, dict(self.facts)
        )


async def plan_messages(work: Work, cause: Cause, *templates: Template) -> None:
    """Plan each of ``templates`` for ``cause``. Those that this event has already caused are left alone."""
    around = await surroundings_of(work, cause.clinic_id, cause.patient_id, cause.appointment_id)
    planned = {message.id: (message, _outcome(message, around)) for message in map(cause.message, templates)}
    cause_id = work.cause.event_id or new_id()
    rows = [_row(message, outcome, cause, cause_id, work.now) for message, outcome in planned.values()]
    fresh = await work.execute(_PLAN, rows)
    for id in sorted(fresh.scalars()):
        message, outcome = planned[id]
        if isinstance(outcome, Wait):
            await work.set_timer(DELIVER, str(id), outcome.until)
        elif isinstance(outcome, LookAgain):
            await look_again(work, message, looks=0)
        tell_of_failure(work, message, outcome)


def _outcome(message: Message, around: Surroundings) -> Wait | LookAgain | Unsent:
    """What is to be done with a message that was just caused."""
    if around.now >= message.not_after:
        return Skip(TOO_LATE)  # history that is heard late is nobody's failure, known patient or not
    return _when(message, around)


def _when(message: Message, around: Surroundings) -> Wait | LookAgain | Unsent:
    """When it goes out; or that it waits for facts, or why it does not go out."""
    seen = around.of(message)
    obstacle = obstacle_to(seen)
    if obstacle or around.clinic is None or seen.hours is None:
        return obstacle or LookAgain()
    return plan(message.template, message.anchor, now=seen.now, zone=around.clinic.zone, hours=seen.hours)


def _row(
    message: Message, outcome: Wait | LookAgain | Unsent, cause: Cause, cause_id: UUID, now: datetime
) -> dict[str, Any]:
    ended = not isinstance(outcome, Wait | LookAgain)
    return {
        "id": message.id,
        "cause_id": cause_id,
        "template": message.template.code,
        "recipient": cause.recipient,
        "patient_id": message.patient_id,
        "clinic_id": message.clinic_id,
        "appointment_id": message.appointment_id,
        "about": cause.about,
        "happened_at": cause.happened_at,
        "starts_at": cause.starts_at,
        "not_after": message.not_after,
        "facts": dict(message.facts),
        "status": (STATUS_OF[type(outcome)] if ended else Status.PLANNED).value,  # type: ignore[index]  # narrowed
        "reason": getattr(outcome, "reason", None),
        "planned_for": outcome.until if isinstance(outcome, Wait) else None,
        "settled_at": now if ended else None,
    }


async def schedule(work: Work, message: Message, looks: int = 0) -> None:
    """Plan ``message``, which waited for facts and was looked at ``looks`` times before, with what is known now."""
    around = await surroundings_of(work, message.clinic_id, message.patient_id, message.appointment_id)
    outcome = _when(message, around)
    if isinstance(outcome, Wait):
        await put_off(work, message.id, outcome.until)
    elif isinstance(outcome, LookAgain):
        await look_again(work, message, looks)
    else:
        await end_unsent(work, message, outcome)


async def look_again(work: Work, message: Message, looks: int) -> None:
    """Let it wait for facts to arrive, and look by itself now and then, ever more seldom."""
    at = next_look(looks, work.now, message.not_after)
    await work.set_timer(DELIVER, str(message.id), at, {"looks": looks + 1})


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
    for row in (await work.execute(waiting.order_by(messages.c.id).with_for_update())).all():
        await schedule(work, message_of(row))


async def call_off(work: Work, about: str, reason: str) -> None:
    """Cancel what is planned about something. A message that is just being sent is waited for, and stays sent.

    The timers stay: each finds nothing to do. Deleting them here would take locks in the other order than delivery.
    """
    await work.execute(
        update(messages)
        .where(messages.c.about == about, messages.c.status == "planned")
        .values(status="cancelled", reason=reason, settled_at=work.now)
    )


def about_appointment(appointment_id: UUID) -> str:
    """What messages about an appointment are called off by."""
    return f"appointment/{appointment_id}"
